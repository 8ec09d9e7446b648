import type { ChatResult, JsonObject, JsonValue } from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { malformed } from '../kit/malformed.ts'
import { readBlock } from './block-in.ts'
import { errorIn, type ErrorReader, readErrorObject } from './error-object.ts'
import { readFinish } from './finish.ts'
import { countedFields, readUsage } from './usage.ts'
import { anthropicMessages } from './wire.ts'

/** What a vendor does in its own way, when its answers are read. */
export interface ReadOptions {
  /** Makes an error of an error object inside an answer of status 200. */
  readonly error?: ErrorReader
}

const messageFields = new Set(['id', 'type', 'role', 'model', 'content', 'stop_reason', 'usage'])

/** Reads https://platform.claude.com/docs/en/api/messages: `Message` */
export function readAnswer(body: unknown, options: ReadOptions = {}): ChatResult {
  if (!isObject(body)) throw malformed('an answer that is no JSON object')
  const error = errorIn(body)
  if (error !== undefined) throw (options.error ?? readErrorObject)(error)
  if (!Array.isArray(body.content)) throw malformed('an answer without content')
  return {
    ...readHead(body),
    content: (body.content as readonly JsonValue[]).filter(isObject).flatMap(readBlock),
    finish: readFinish(body.stop_reason),
    usage: readUsage(body.usage),
    ...extraOf(anthropicMessages, keptFields(body, messageFields)),
  }
}

export function readHead({ id, model }: JsonObject): Pick<ChatResult, 'id' | 'model'> {
  return {
    ...(typeof id === 'string' && id ? { id } : {}),
    ...(typeof model === 'string' && model ? { model } : {}),
  }
}

/** The fields that have no word of their own; null says nothing on this wire. Of the usage it is what is no count. */
export function keptFields(source: JsonObject, known: ReadonlySet<string>): JsonObject {
  const kept: JsonDraft = { ...unknownFields(source, known) }
  for (const name of Object.keys(kept)) if (kept[name] === null) delete kept[name]
  const { usage } = source
  const uncounted = isObject(usage) ? keptFields(usage, countedFields) : {}
  if (Object.keys(uncounted).length > 0) kept.usage = uncounted
  return kept
}
