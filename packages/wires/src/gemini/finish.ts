import type { FinishReason, JsonValue } from '@lucid-gateway/core'

type Unified = FinishReason['unified']

/** https://ai.google.dev/api/generate-content: `FinishReason`, and `BlockReason` where there is no candidate */
const words: Readonly<Record<string, Unified>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  CONTINUATION: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
  IMAGE_RECITATION: 'content-filter',
  MALFORMED_FUNCTION_CALL: 'error',
  MALFORMED_RESPONSE: 'error',
  UNEXPECTED_TOOL_CALL: 'error',
  TOO_MANY_TOOL_CALLS: 'error',
  MISSING_THOUGHT_SIGNATURE: 'error',
}

/** An answer that calls tools ends with STOP as any other does, so what was produced decides. */
export function readFinish(raw: JsonValue | undefined, calledTools: boolean): FinishReason {
  if (typeof raw !== 'string') return { unified: calledTools ? 'tool-calls' : 'other' }
  const unified = (Object.hasOwn(words, raw) ? words[raw] : undefined) ?? 'other'
  return { unified: calledTools && (unified === 'stop' || unified === 'other') ? 'tool-calls' : unified, raw }
}

/** A prompt that was refused, and so has no candidates. */
export function readBlock(raw: JsonValue | undefined): FinishReason {
  return { unified: 'content-filter', ...(typeof raw === 'string' ? { raw } : {}) }
}

/** The vendor's own word if it is one of this wire's, else the nearest. */
export function writeFinish({ unified, raw }: FinishReason): string {
  if (raw !== undefined && Object.hasOwn(words, raw)) return raw
  switch (unified) {
    case 'length':
      return 'MAX_TOKENS'
    case 'content-filter':
      return 'SAFETY'
    case 'stop':
    case 'tool-calls':
      return 'STOP'
    default:
      return 'OTHER'
  }
}
