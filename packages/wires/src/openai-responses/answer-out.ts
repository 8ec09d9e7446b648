import type { ChatResult, Extra, JsonObject, JsonValue, ReceiptEntry, Usage } from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { isObject, type JsonDraft, put } from '../kit/json.ts'
import { Notes } from '../kit/notes.ts'
import { noteSearches } from '../kit/usage-notes.ts'
import { hasWord, writeFinish } from './finish.ts'
import { ItemIds } from './item-ids.ts'
import { writeItems } from './item-out.ts'
import { writeUsage } from './usage.ts'
import { keptOf, markOf, openaiResponses } from './wire.ts'

/** What the gateway says of an answer in its own name. */
export interface AnswerHead {
  readonly id: string
  readonly model: string
  /** Seconds since 1970. */
  readonly created: number
  /** What the answer repeats of its request; see `echoOf`. */
  readonly echo?: JsonObject
}

export interface WrittenAnswer {
  readonly body: JsonObject
  /** What of the result the wire cannot say. */
  readonly receipt: readonly ReceiptEntry[]
}

/** Writes https://developers.openai.com/api/reference/resources/responses: the response object */
export function writeAnswer(result: ChatResult, head: AnswerHead): WrittenAnswer {
  const notes = new Notes(openaiResponses)
  notes.foreign(result.extra, '')
  if (result.alternatives) notes.add('dropped', 'alternatives', 'The wire gives one answer.')
  if (!hasWord(result.finish)) noteFinish(result.finish.raw, notes)
  const output = writeItems(result.content, 'content', {
    notes,
    ids: new ItemIds(head.id),
    logprobs: result.logprobs,
  })
  const finish = writeFinish(result.finish)
  const body = writeBody(head, result.extra, {
    ...finish,
    output: finish.status === 'incomplete' ? withIncomplete(output) : output,
    ...(finish.status === 'failed' ? { error: failed } : {}),
  })
  put(body, 'usage', writeUsage(result.usage))
  noteToolUse(result.usage, result.extra, notes)
  return { body, receipt: notes.receipt }
}

/** The error of an answer whose vendor did not say what went wrong. */
export const failed: JsonObject = {
  code: 'server_error',
  message: 'The model failed before the answer was whole.',
}

export function noteFinish(raw: string | undefined, notes: Notes): void {
  notes.add('coerced', 'finish', `The wire has no word for "${raw ?? 'other'}"; it says completed.`)
}

/** Searches are counted in `tool_usage`, which is kept of an answer of this wire. */
export function noteToolUse(usage: Usage, extra: Extra | undefined, notes: Notes): void {
  if (keptOf(extra)?.tool_usage === undefined) noteSearches(usage, notes)
}

/** What clients count on finding, though a vendor of another wire has nothing to say of it. */
const defaults: JsonObject = {
  error: null,
  incomplete_details: null,
  instructions: null,
  metadata: {},
  parallel_tool_calls: true,
  temperature: null,
  tool_choice: 'auto',
  tools: [],
  top_p: null,
}

/** A response object of this state; what the vendor said of its own goes before what the caller asked for. */
export function writeBody(head: AnswerHead, extra: Extra | undefined, state: JsonDraft): JsonDraft {
  const echo = markOf(extra, '@echo')
  return {
    ...withKept(keptOf(extra), {
      id: head.id,
      object: 'response',
      created_at: head.created,
      ...defaults,
      ...present(head.echo ?? {}),
      ...(isObject(echo) ? echo : {}),
      model: head.model,
      ...state,
    }),
  }
}

/** A field that the caller set to null is one that it left to its default. */
function present(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}

/** An answer that was cut short was cut in its last message. */
function withIncomplete(output: readonly JsonObject[]): readonly JsonValue[] {
  const last = output.findLastIndex(item => item.type === 'message')
  return output.map((item, index) => (index === last ? { ...item, status: 'incomplete' } : item))
}
