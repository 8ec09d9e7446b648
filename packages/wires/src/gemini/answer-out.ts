import type {
  AssistantContent,
  ChatAlternative,
  ChatResult,
  JsonObject,
  ReceiptEntry,
  SourcePart,
  Usage,
} from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { isObject, type JsonDraft, put } from '../kit/json.ts'
import { Notes } from '../kit/notes.ts'
import { noteSearches } from '../kit/usage-notes.ts'
import { textIn } from './answer-in.ts'
import { writeFinish } from './finish.ts'
import { listOf } from './fields.ts'
import { writeLogprobs } from './logprobs.ts'
import { writeSealedPart } from './sealed-part.ts'
import { readSources, writeSources } from './sources.ts'
import { writeUsage } from './usage.ts'
import { gemini } from './wire.ts'

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

/** Writes https://ai.google.dev/api/generate-content#generatecontentresponse */
export function writeAnswer(result: ChatResult, head: AnswerHead): WrittenAnswer {
  const notes = new Notes(gemini)
  const { candidates, ...kept } = result.extra?.[gemini] ?? {}
  notes.foreign(result.extra, '')
  const known: JsonDraft = {}
  if (!isBlocked(result)) {
    const answers: readonly ChatAlternative[] = [result, ...(result.alternatives ?? [])]
    known.candidates = answers.map((answer, index) => {
      const [ofFirst] = listOf(candidates)
      const own = index === 0 ? (isObject(ofFirst) ? ofFirst : undefined) : answer.extra?.[gemini]
      if (index > 0) notes.foreign(answer.extra, `alternatives[${index - 1}]`)
      return writeCandidate(answer, index, own, notes)
    })
  }
  Object.assign(known, writeHead(head))
  put(known, 'usageMetadata', writeUsage(result.usage))
  noteUsage(result.usage, notes)
  return { body: withKept(kept, known), receipt: notes.receipt }
}

export function writeHead({ id, model, created }: AnswerHead): JsonObject {
  return { modelVersion: model, createTime: new Date(created * 1000).toISOString(), responseId: id }
}

/** A prompt that the vendor refused has no candidates on this wire. */
function isBlocked(result: ChatResult): boolean {
  const feedback = result.extra?.[gemini]?.promptFeedback
  return (
    result.content.length === 0 &&
    isObject(feedback) &&
    feedback.blockReason !== undefined &&
    result.finish.raw === feedback.blockReason
  )
}

export function noteUsage(usage: Usage, notes: Notes): void {
  noteSearches(usage, notes)
  const { cache_write: written, cache_write_1h: forAnHour } = usage.meters
  if (written !== undefined || forAnHour !== undefined) {
    notes.add('coerced', 'usage', 'The wire does not tell what was written to a cache; it is in the prompt.')
  }
}

function writeCandidate(
  answer: ChatAlternative,
  index: number,
  kept: JsonObject | undefined,
  notes: Notes,
): JsonObject {
  const path = index === 0 ? 'content' : `alternatives[${index - 1}].content`
  noteFinish(answer, notes)
  const known: JsonDraft = {
    content: { parts: writeParts(answer.content, path, notes), role: 'model' },
    finishReason: writeFinish(answer.finish),
    index,
  }
  put(known, 'groundingMetadata', groundingOf(answer.content, kept ?? {}, path, notes))
  put(known, 'logprobsResult', answer.logprobs === undefined ? undefined : writeLogprobs(answer.logprobs))
  return withKept(kept, known)
}

export function noteFinish({ finish }: Pick<ChatAlternative, 'finish'>, notes: Notes): void {
  if (writeFinish(finish) !== 'OTHER' || finish.raw === 'OTHER') return
  notes.add('coerced', 'finish', `The wire has no word for "${finish.raw ?? finish.unified}"; it says OTHER.`)
}

function writeParts(content: readonly AssistantContent[], path: string, notes: Notes): readonly JsonObject[] {
  return content
    .map((part, index) => writeSealedPart(part, `${path}[${index}]`, notes))
    .filter(part => part !== undefined)
}

/** Sources that are in the metadata that was kept are not told twice. */
function groundingOf(
  content: readonly AssistantContent[],
  kept: JsonObject,
  path: string,
  notes: Notes,
): JsonObject | undefined {
  const text = textIn(content)
  const told = new Set(readSources(kept, text).map(keyOf))
  const sources = content.filter((part): part is SourcePart => part.type === 'source')
  for (const [index, part] of content.entries()) {
    if (part.type === 'source') noteSource(part, `${path}[${index}]`, notes)
  }
  return writeSources(
    sources.filter(source => !told.has(keyOf(source))),
    kept,
    text,
  )
}

export function noteSource(source: SourcePart, path: string, notes: Notes): void {
  if (source.extra?.[gemini]) notes.add('dropped', `${path}.extra`, 'A citation has no fields of its own.')
}

export function keyOf({ url, title, start, end }: SourcePart): string {
  return JSON.stringify([url, title, start, end])
}
