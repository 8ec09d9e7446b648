import type { FinishReason, JsonValue } from '@lucid-gateway/core'

type Unified = FinishReason['unified']

/** https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons */
const words: Readonly<Record<string, Unified>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool-calls',
  refusal: 'content-filter',
  pause_turn: 'other',
  compaction: 'other',
}

/** Reads `stop_reason`. */
export function readFinish(raw: JsonValue | undefined): FinishReason {
  if (typeof raw !== 'string') return { unified: 'other' }
  return { unified: wordOf(raw) ?? 'other', raw }
}

function wordOf(raw: string): Unified | undefined {
  return Object.hasOwn(words, raw) ? words[raw] : undefined
}

/** The vendor's own word where it is one of this wire's, else the nearest; undefined where there is none. */
export function writeFinish({ unified, raw }: FinishReason): string | undefined {
  if (raw !== undefined && wordOf(raw) === unified) return raw
  switch (unified) {
    case 'stop':
      return 'end_turn'
    case 'length':
      return 'max_tokens'
    case 'tool-calls':
      return 'tool_use'
    case 'content-filter':
      return 'refusal'
    default:
      return undefined
  }
}
