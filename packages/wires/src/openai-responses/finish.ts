import type { AssistantContent, FinishReason, JsonObject } from '@lucid-gateway/core'
import { isObject } from '../kit/json.ts'

type Unified = FinishReason['unified']

/** Reasons of an answer that is incomplete, and the states of one that is not complete. */
const words: Readonly<Record<string, Unified>> = {
  completed: 'stop',
  max_output_tokens: 'length',
  content_filter: 'content-filter',
  failed: 'error',
}

/** Reads `status` and `incomplete_details`. The status says nothing of calls, so what was produced decides. */
export function readFinish(body: JsonObject, calledTools: boolean): FinishReason {
  const details = isObject(body.incomplete_details) ? body.incomplete_details : {}
  const raw = body.status === 'incomplete' ? (details.reason ?? body.status) : body.status
  if (typeof raw !== 'string') return { unified: calledTools ? 'tool-calls' : 'other' }
  const unified = (Object.hasOwn(words, raw) ? words[raw] : undefined) ?? 'other'
  return { unified: calledTools && unified === 'stop' ? 'tool-calls' : unified, raw }
}

/** Whether the caller has to run a tool: those that the vendor ran are done. */
export function callsTools(content: readonly AssistantContent[]): boolean {
  const done = new Set(content.map(part => (part.type === 'tool-result' ? part.callId : undefined)))
  return content.some(part => part.type === 'tool-call' && !part.executed && !done.has(part.id))
}

/** Reasons that only this wire has, and says again as they came. */
const own: ReadonlySet<string> = new Set(['max_messages', 'steered'])

export interface WrittenFinish {
  readonly status: 'completed' | 'incomplete' | 'failed' | 'cancelled'
  readonly incomplete_details: JsonObject | null
}

/** What has no word of its own is a plain completion; a failure is said as such, for a fake success would be worse. */
export function writeFinish({ unified, raw }: FinishReason): WrittenFinish {
  if (unified === 'length') return incomplete('max_output_tokens')
  if (unified === 'content-filter') return incomplete('content_filter')
  if (unified === 'error') return { status: 'failed', incomplete_details: null }
  if (unified === 'other' && raw !== undefined && own.has(raw)) return incomplete(raw)
  if (unified === 'other' && raw === 'cancelled') return { status: 'cancelled', incomplete_details: null }
  return { status: 'completed', incomplete_details: null }
}

/** Whether `writeFinish` has a word for it. */
export function hasWord({ unified, raw }: FinishReason): boolean {
  return unified !== 'other' || raw === 'cancelled' || (raw !== undefined && own.has(raw))
}

function incomplete(reason: string): WrittenFinish {
  return { status: 'incomplete', incomplete_details: { reason } }
}
