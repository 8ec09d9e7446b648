import type { JsonObject, JsonValue } from '@lucid-gateway/core'
import { unknownFields, withKept } from '../kit/extra.ts'
import { isObject } from '../kit/json.ts'
import { malformed } from '../kit/malformed.ts'

/** One model of a list. */
export interface ListedModel {
  readonly id: string
  /** Seconds since 1970. */
  readonly created?: number
  readonly ownedBy?: string
  /** What else is said of it: windows, abilities, prices. */
  readonly extra?: JsonObject
}

const known = new Set(['id', 'object', 'created', 'owned_by'])

/** Reads https://platform.openai.com/docs/api-reference/models/list; some vendors send the list without the object round it. */
export function readModels(body: unknown): readonly ListedModel[] {
  const list: unknown = isObject(body) ? body.data : body
  if (!Array.isArray(list)) throw malformed('a list of models that is no list')
  return (list as readonly JsonValue[]).filter(isObject).flatMap(entry => readModel(entry) ?? [])
}

function readModel(entry: JsonObject): ListedModel | undefined {
  if (typeof entry.id !== 'string' || entry.id === '') return undefined
  const extra = unknownFields(entry, known)
  return {
    id: entry.id,
    ...(typeof entry.created === 'number' ? { created: entry.created } : {}),
    ...(typeof entry.owned_by === 'string' ? { ownedBy: entry.owned_by } : {}),
    ...(extra ? { extra } : {}),
  }
}

export function writeModels(models: readonly ListedModel[]): JsonObject {
  return { object: 'list', data: models.map(writeModel) }
}

/** Writes https://platform.openai.com/docs/api-reference/models/object, all of whose fields the SDKs expect. */
export function writeModel({ id, created = 0, ownedBy = '', extra }: ListedModel): JsonObject {
  return withKept(extra, { id, object: 'model', created, owned_by: ownedBy })
}
