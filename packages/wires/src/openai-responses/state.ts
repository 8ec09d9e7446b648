import type { JsonObject, JsonValue } from '@lucid-gateway/core'
import { parseSseEvent, splitSseEvents } from '@lucid-gateway/core/framing'
import { isObject, parseJson } from '../kit/json.ts'
import { RawAnswer } from '../kit/raw-answer.ts'
import { unseal } from '../kit/sealed.ts'

/** Something that one account holds, and that another account of the same vendor does not know. */
export interface HeldState {
  readonly kind:
    | 'response'
    | 'conversation'
    | 'item'
    | 'reasoning'
    | 'encrypted'
    | 'file'
    | 'prompt'
    | 'vector-store'
    | 'container'
  /** The vendor's id of it; empty for encrypted content without one. */
  readonly id: string
  /** Where the request names it. */
  readonly param: string
}

/** What of a request's body is only good for the account that gave it out. */
export function stateIn(body: JsonObject): readonly HeldState[] {
  const found: HeldState[] = []
  const add = (kind: HeldState['kind'], id: JsonValue | undefined, param: string): void => {
    if (typeof id === 'string') found.push({ kind, id, param })
  }
  add('response', body.previous_response_id, 'previous_response_id')
  const { conversation, prompt } = body
  if (isObject(conversation)) add('conversation', conversation.id, 'conversation.id')
  else add('conversation', conversation, 'conversation')
  if (isObject(prompt)) add('prompt', prompt.id, 'prompt.id')
  for (const [index, item] of objectsIn(body.input)) itemState(item, `input[${index}]`, add)
  for (const [index, tool] of objectsIn(body.tools)) toolState(tool, `tools[${index}]`, add)
  return found
}

type Add = (kind: HeldState['kind'], id: JsonValue | undefined, param: string) => void

function itemState(item: JsonObject, path: string, add: Add): void {
  const { type, id, encrypted_content: encrypted } = item
  const isReference = type === 'item_reference' || (type === undefined && item.role === undefined)
  if (isReference) add('item', id, `${path}.id`)
  if (typeof encrypted === 'string' && !unseal(encrypted)) {
    add('encrypted', typeof id === 'string' ? id : '', `${path}.encrypted_content`)
  } else if (type === 'reasoning' && encrypted === undefined) add('reasoning', id, `${path}.id`)
  for (const field of ['content', 'output']) {
    for (const [index, part] of objectsIn(item[field])) {
      add('file', part.file_id, `${path}.${field}[${index}].file_id`)
    }
  }
}

function toolState(tool: JsonObject, path: string, add: Add): void {
  const ids = Array.isArray(tool.vector_store_ids) ? (tool.vector_store_ids as readonly JsonValue[]) : []
  for (const [index, id] of ids.entries()) add('vector-store', id, `${path}.vector_store_ids[${index}]`)
  add('container', tool.container, `${path}.container`)
}

function* objectsIn(list: JsonValue | undefined): Generator<readonly [number, JsonObject]> {
  if (!Array.isArray(list)) return
  for (const [index, entry] of (list as readonly JsonValue[]).entries())
    if (isObject(entry)) yield [index, entry]
}

/**
 * Whether the vendor itself issued all the reasoning in an input: what another vendor signed is sealed for its way through
 * the caller's hands, and such an input is translated, never relayed.
 */
export function isVendorsOwn(input: unknown): boolean {
  if (!Array.isArray(input)) return true
  return !input.some(item => {
    const { type, encrypted_content: content } = isObject(item) ? item : {}
    return type === 'reasoning' && typeof content === 'string' && unseal(content) !== undefined
  })
}

/** The ids that an answer gave out, for whoever sends later requests that name them to the same account. */
export interface GivenIds {
  readonly response: string
  readonly items: readonly string[]
}

const lifecycle = Buffer.from('"response":{')

/** The ids in the bytes of an answer. */
export function idsInAnswer(bytes: Uint8Array): GivenIds | undefined {
  const raw = new RawAnswer(bytes)
  return idsOf({ id: raw.value('id'), output: raw.value('output') })
}

/**
 * The ids in a slice of a stream, whole events as `bytes` gives them: of the answer in the first slice, of its items in
 * the last. Any other slice costs one search.
 */
export function idsInSlice(slice: Uint8Array): GivenIds | undefined {
  if (Buffer.prototype.indexOf.call(slice, lifecycle) === -1) return undefined
  let found: GivenIds | undefined
  for (const raw of splitSseEvents(slice)) {
    const event = parseJson(parseSseEvent(raw)?.data ?? '')
    if (isObject(event) && isObject(event.response)) found = idsOf(event.response) ?? found
  }
  return found
}

function idsOf(body: JsonObject): GivenIds | undefined {
  if (typeof body.id !== 'string') return undefined
  const items: string[] = []
  for (const [, item] of objectsIn(body.output)) if (typeof item.id === 'string') items.push(item.id)
  return { response: body.id, items }
}
