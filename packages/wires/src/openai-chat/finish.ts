import type { FinishReason, JsonValue } from '@lucid-gateway/core'

type Unified = FinishReason['unified']

const words: Readonly<Record<string, Unified>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  error: 'error',
}

/**
 * Reads `finish_reason`. Several vendors say `stop` after a tool call, so what was produced decides, unless the word
 * says that the answer was cut short. `own` are the vendor's words beside OpenAI's.
 */
export function readFinish(
  raw: JsonValue | undefined,
  calledTools: boolean,
  own?: Readonly<Record<string, Unified>>,
): FinishReason {
  if (typeof raw !== 'string') return { unified: calledTools ? 'tool-calls' : 'other' }
  const unified = (own && Object.hasOwn(own, raw) ? own[raw] : undefined) ?? wordOf(raw)
  const decided = calledTools && (unified === 'stop' || unified === 'other') ? 'tool-calls' : unified
  return { unified: decided, raw }
}

function wordOf(raw: string): Unified {
  return (Object.hasOwn(words, raw) ? words[raw] : undefined) ?? 'other'
}

/** What has no word of its own is a plain stop; `error` is said as such, for a fake success would be worse. */
export function writeFinish({ unified }: FinishReason): string {
  switch (unified) {
    case 'tool-calls':
      return 'tool_calls'
    case 'content-filter':
      return 'content_filter'
    case 'other':
      return 'stop'
    default:
      return unified
  }
}
