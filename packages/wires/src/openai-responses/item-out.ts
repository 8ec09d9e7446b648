import type {
  AssistantContent,
  FilePart,
  JsonObject,
  JsonValue,
  RefusalPart,
  SourcePart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '@lucid-gateway/core'
import { foreignExtra, isMeant, withKept } from '../kit/extra.ts'
import { isObject, type JsonDraft, put } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { foreignOf } from './content-out.ts'
import { customCall } from './item-in.ts'
import type { ItemIds } from './item-ids.ts'
import { isOwn, writeBehind, writeReasoning, writeSealed } from './reasoning.ts'
import { isResultItem, isToolItem } from './tool-items.ts'
import { keptOf, markOf, openaiResponses } from './wire.ts'

export interface ItemRules {
  readonly notes: Notes
  /** For an answer, whose items all have ids; what an assistant said before needs none. */
  readonly ids?: ItemIds
  /** Those of the first text. */
  readonly logprobs?: JsonValue | undefined
}

/** Writes what an assistant said as items, in its order. */
export function writeItems(
  content: readonly AssistantContent[],
  path: string,
  rules: ItemRules,
): readonly JsonObject[] {
  const writer = new ItemWriter(rules)
  for (const [index, part] of content.entries()) writer.add(part, `${path}[${index}]`)
  return writer.finish()
}

interface OpenMessage {
  /** The one that it came in with, and the one that it goes out with: empty where it has none. */
  readonly mark: string
  readonly id: string
  readonly kept: JsonObject | undefined
  readonly parts: JsonDraft[]
}

class ItemWriter {
  readonly #rules: ItemRules
  readonly #notes: Notes
  readonly #items: JsonDraft[] = []
  #message: OpenMessage | undefined
  #sources: JsonObject[] = []
  #logprobs: JsonValue | undefined

  constructor(rules: ItemRules) {
    this.#rules = rules
    this.#notes = rules.notes
    this.#logprobs = rules.logprobs
  }

  add(part: AssistantContent, path: string): void {
    const carried = this.#rules.ids && (part.type === 'text' || part.type === 'tool-call')
    if (!carried && part.type !== 'reasoning') this.#notes.foreign(part.extra, path)
    switch (part.type) {
      case 'text':
      case 'refusal':
        this.#say(part)
        break
      case 'reasoning':
        this.#item(this.#reasoning(part, path))
        break
      case 'tool-call':
        this.#item(this.#call(part, path))
        break
      case 'tool-result':
        this.#item(this.#result(part, path))
        break
      case 'file':
        this.#item(this.#file(part, path))
        break
      case 'source':
        this.#cite(part, path)
    }
    const behind = carried ? foreignExtra(part.extra, openaiResponses) : undefined
    if (isMeant(behind) && this.#rules.ids) this.#item(writeBehind(behind, this.#rules.ids.next('rs')))
  }

  finish(): readonly JsonObject[] {
    this.#closeMessage()
    for (const _ of this.#sources) {
      this.#notes.add('dropped', 'content', 'A source has no place where there is no text.')
    }
    return this.#items
  }

  #item(item: JsonObject | undefined): void {
    if (!item) return
    this.#closeMessage()
    this.#items.push(item)
  }

  #say(part: TextPart | RefusalPart): void {
    const foreign = part.type === 'text' ? foreignOf(part) : undefined
    if (foreign && markOf(part.extra, '@part') !== true) {
      this.#item(foreign)
      return
    }
    const { item, ...kept } = keptOf(part.extra) ?? {}
    const mark = String(markOf(part.extra, '@id') ?? '')
    if (this.#message?.mark !== mark || item !== undefined) {
      this.#closeMessage()
      const id = mark || (this.#rules.ids?.next('msg') ?? '')
      this.#message = { mark, id, kept: isObject(item) ? item : undefined, parts: [] }
    }
    this.#message.parts.push({ ...withKept(kept, foreign ? {} : this.#said(part)) })
  }

  #said(part: TextPart | RefusalPart): JsonDraft {
    if (part.type === 'refusal') return { type: 'refusal', refusal: part.text }
    const known: JsonDraft = { type: 'output_text', text: part.text }
    if (this.#sources.length > 0 || this.#isWhole()) known.annotations = this.#sources
    this.#sources = []
    if (this.#rules.ids) known.logprobs = this.#logprobs ?? []
    this.#logprobs = undefined
    return known
  }

  /** Whether the open message goes with its id and all that belongs to an answer. */
  #isWhole(): boolean {
    return (this.#message?.id ?? '') !== ''
  }

  #closeMessage(): void {
    const message = this.#message
    if (!message) return
    const { id, kept, parts } = message
    const whole = this.#isWhole()
    this.#message = undefined
    const known: JsonDraft = whole ? { type: 'message', id, status: 'completed' } : {}
    known.role = 'assistant'
    known.content = whole ? parts : plainText(parts)
    this.#items.push(withKept(kept, known))
  }

  #cite(part: SourcePart, path: string): void {
    const annotation = writeSource(part)
    if (!annotation) {
      this.#notes.add('dropped', path, 'A source without an address has no place on this wire.')
      return
    }
    const text = this.#message?.parts.findLast(each => each.type === 'output_text')
    if (!text) this.#sources.push(annotation)
    else text.annotations = [...((text.annotations as readonly JsonValue[] | undefined) ?? []), annotation]
  }

  #reasoning(part: Extract<AssistantContent, { type: 'reasoning' }>, path: string): JsonObject | undefined {
    const { ids } = this.#rules
    if (isOwn(part)) {
      this.#notes.foreign(part.extra, path)
      const id = String(markOf(part.extra, '@id') ?? '')
      return writeReasoning(part, id || (ids?.next('rs') ?? ''))
    }
    if (ids) return writeSealed(part, ids.next('rs'))
    this.#notes.add('dropped', path, 'The vendor takes no reasoning back but its own.')
    return undefined
  }

  #call(part: ToolCallPart, path: string): JsonObject | undefined {
    const kept = keptOf(part.extra)
    if (isToolItem(kept?.type)) return { ...kept }
    if (part.executed) {
      this.#notes.add('dropped', path, `The wire has no word for "${part.name}" that another vendor ran.`)
      return undefined
    }
    return writeCall(part, this.#rules.ids)
  }

  #result(part: ToolResultPart, path: string): JsonObject | undefined {
    if (markOf(part.extra, '@in') !== undefined) return undefined
    const kept = keptOf(part.extra)
    if (isResultItem(kept?.type)) return kept
    this.#notes.add('dropped', path, 'The wire has no word for what a tool gave that another vendor ran.')
    return undefined
  }

  #file(part: FilePart, path: string): JsonObject | undefined {
    const { data, mediaType } = part
    const inside = markOf(part.extra, '@in')
    const call = inside === undefined ? undefined : this.#items.find(item => item.id === inside)
    const base64 = data.kind === 'base64' && mediaType.startsWith('image/') ? data.base64 : undefined
    if (call && base64 !== undefined) {
      call.result = base64
      return undefined
    }
    if (this.#rules.ids && base64 !== undefined) return writeDrawn(part, base64, this.#rules.ids)
    const where = this.#rules.ids
      ? `no place for ${mediaType} in an answer`
      : 'no place for what an assistant drew'
    this.#notes.add('dropped', path, `The wire has ${where}.`)
    return undefined
  }
}

/** A message that is one plain text goes as a string. */
function plainText(parts: readonly JsonDraft[]): JsonValue {
  const [only] = parts
  const plain = parts.length === 1 && only?.type === 'output_text' && Object.keys(only).length === 2
  return plain && typeof only.text === 'string' ? only.text : (parts as readonly JsonObject[])
}

export function writeCall(part: Omit<ToolCallPart, 'type'>, ids: ItemIds | undefined): JsonObject {
  const kept = keptOf(part.extra)
  const custom = kept?.type === customCall
  const known: JsonDraft = { type: custom ? customCall : 'function_call' }
  put(known, 'id', String(markOf(part.extra, '@id') ?? '') || ids?.next(custom ? 'ctc' : 'fc'))
  known.call_id = part.id
  known.name = part.name
  known[custom ? 'input' : 'arguments'] = part.input
  if (ids) known.status = 'completed'
  return withKept(kept, known)
}

/** A picture that another vendor's model drew in its answer. */
export function writeDrawn({ mediaType }: FilePart, base64: string, ids: ItemIds): JsonObject {
  const format = mediaType.slice('image/'.length).split('+')[0] ?? 'png'
  return {
    type: 'image_generation_call',
    id: ids.next('ig'),
    status: 'completed',
    output_format: format,
    result: base64,
  }
}

/** Undefined where there is nothing to cite by. */
export function writeSource(part: SourcePart): JsonObject | undefined {
  const kept = keptOf(part.extra)
  if (kept?.type !== undefined) return kept
  if (part.url === undefined) return undefined
  return withKept(kept, {
    type: 'url_citation',
    url: part.url,
    title: part.title ?? '',
    start_index: part.start ?? 0,
    end_index: part.end ?? 0,
  })
}
