import type {
  AssistantContent,
  ChatAlternative,
  ChatResult,
  FilePart,
  JsonObject,
  JsonValue,
  ReceiptEntry,
  SourcePart,
} from '@lucid-gateway/core'
import { writeDataUrl } from '../kit/data-url.ts'
import { withKept } from '../kit/extra.ts'
import { isObject, type JsonDraft, put } from '../kit/json.ts'
import { Notes } from '../kit/notes.ts'
import { noteSearches } from '../kit/usage-notes.ts'
import { noteExecuted, noteKept } from './answer-notes.ts'
import { writeFinish } from './finish.ts'
import { writeToolCall } from './tool-call.ts'
import { TurnSeal } from './turn-seal.ts'
import { writeUsage } from './usage.ts'
import { openaiChat } from './wire.ts'

/** What the gateway says of an answer in its own name. */
export interface AnswerHead {
  readonly id: string
  readonly model: string
  /** Seconds since 1970. */
  readonly created: number
}

export interface WrittenAnswer {
  readonly body: JsonObject
  /** What of the result the wire cannot say. */
  readonly receipt: readonly ReceiptEntry[]
}

/** Writes https://platform.openai.com/docs/api-reference/chat/object */
export function writeAnswer(result: ChatResult, head: AnswerHead): WrittenAnswer {
  const notes = new Notes(openaiChat)
  const { choices, ...kept } = result.extra?.[openaiChat] ?? {}
  const ofFirst: unknown = Array.isArray(choices) ? choices[0] : undefined
  notes.foreign(result.extra, '')
  const answers: readonly ChatAlternative[] = [result, ...(result.alternatives ?? [])]
  const known: JsonDraft = {
    id: head.id,
    object: 'chat.completion',
    created: head.created,
    model: head.model,
    choices: answers.map((answer, index) => {
      const own = index === 0 ? (isObject(ofFirst) ? ofFirst : undefined) : answer.extra?.[openaiChat]
      if (index > 0) notes.foreign(answer.extra, `alternatives[${index - 1}]`)
      return writeChoice(answer, index, own, notes)
    }),
  }
  put(known, 'usage', writeUsage(result.usage))
  noteSearches(result.usage, notes)
  return { body: withKept(kept, known), receipt: notes.receipt }
}

function writeChoice(
  answer: ChatAlternative,
  index: number,
  kept: JsonObject | undefined,
  notes: Notes,
): JsonObject {
  const path = index === 0 ? 'content' : `alternatives[${index - 1}].content`
  const raw = answer.finish.unified
  if (raw === 'other')
    notes.add('coerced', 'finish', `The wire has no word for "${answer.finish.raw ?? raw}"; it says stop.`)
  return withKept(kept, {
    index,
    message: writeMessage(answer.content, path, notes),
    logprobs: writeLogprobs(answer.logprobs, kept?.logprobs),
    finish_reason: writeFinish(answer.finish),
  })
}

/** Those of a refusal have no canonical word, and are kept. */
export function writeLogprobs(tokens: JsonValue | undefined, kept: JsonValue | undefined): JsonObject | null {
  if (isObject(kept)) return { content: tokens ?? null, refusal: null, ...kept }
  return tokens === undefined ? null : { content: tokens, refusal: null }
}

function writeMessage(content: readonly AssistantContent[], path: string, notes: Notes): JsonObject {
  let text: string | null = null
  let refusal: string | null = null
  let reasoning = ''
  const seal = new TurnSeal(notes)
  const message: JsonDraft = { role: 'assistant' }
  const lists: Record<'annotations' | 'images' | 'tool_calls', JsonObject[]> = {
    annotations: [],
    images: [],
    tool_calls: [],
  }
  for (const [index, part] of content.entries()) {
    const at = `${path}[${index}]`
    if (part.type !== 'reasoning' && part.type !== 'tool-call') notes.foreign(part.extra, at)
    switch (part.type) {
      case 'text':
        seal.said(part.text.length)
        text = (text ?? '') + part.text
        noteKept(part, at, notes)
        break
      case 'refusal':
        refusal = (refusal ?? '') + part.text
        noteKept(part, at, notes)
        break
      case 'reasoning':
        reasoning += part.text
        seal.thought(part, at)
        break
      case 'tool-call':
        if (part.executed) noteExecuted(part, at, notes)
        else lists.tool_calls.push(writeToolCall({ ...part, id: seal.idOf(part, at) }))
        break
      case 'source':
        lists.annotations.push(...listed(writeSource(part, at, notes)))
        break
      case 'file':
        writeFile(part, at, message, lists.images, notes)
        break
      case 'tool-result':
        noteExecuted(part, at, notes)
    }
  }
  Object.assign(message, seal.rest())
  if (reasoning) message.reasoning_content = reasoning
  for (const [name, list] of Object.entries(lists)) if (list.length > 0) message[name] = list
  return { ...message, content: text, refusal }
}

/** Clients check that a citation has all its fields. Undefined where there is nothing to cite by. */
export function writeSource(part: SourcePart, path: string, notes: Notes): JsonObject | undefined {
  const written = citationOf(part)
  if (!written) notes.add('dropped', path, 'A source without an address has no place on this wire.')
  return written
}

function citationOf(part: SourcePart): JsonObject | undefined {
  const kept = part.extra?.[openaiChat]
  const { url, title = '', start: start_index = 0, end: end_index = 0 } = part
  if (url === undefined) return kept?.type === undefined ? undefined : kept
  return withKept(kept, { type: 'url_citation', url_citation: { url, title, start_index, end_index } })
}

function listed(item: JsonObject | undefined): readonly JsonObject[] {
  return item ? [item] : []
}

/** Undefined where the wire has no place for the file. */
export function writeImage({ mediaType, data }: FilePart): JsonObject | undefined {
  if (!mediaType.startsWith('image/') || data.kind === 'reference') return undefined
  const url = data.kind === 'url' ? data.url : writeDataUrl({ mediaType, base64: data.base64 })
  return { type: 'image_url', image_url: { url } }
}

/** Undefined where the wire has no place for the file. */
export function writeAudio({ mediaType, data, extra }: FilePart): JsonObject | undefined {
  if (!mediaType.startsWith('audio/') || data.kind !== 'base64') return undefined
  return withKept(extra?.[openaiChat], { data: data.base64 })
}

function writeFile(
  part: FilePart,
  path: string,
  message: JsonDraft,
  images: JsonObject[],
  notes: Notes,
): void {
  const image = writeImage(part)
  const audio = message.audio === undefined ? writeAudio(part) : undefined
  if (image) images.push(image)
  else if (audio) message.audio = audio
  else notes.add('dropped', path, `The wire has no place for ${part.mediaType} in an answer.`)
}
