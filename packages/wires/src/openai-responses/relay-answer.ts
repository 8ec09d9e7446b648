import type { Answer, ChatResult } from '@lucid-gateway/core'
import { malformed } from '../kit/malformed.ts'
import { RawAnswer, RelayedAnswer } from '../kit/raw-answer.ts'
import { type ReadOptions, readAnswer } from './answer-in.ts'
import { failureOf } from './error-object.ts'
import { readUsage } from './usage.ts'
import { openaiResponses } from './wire.ts'

/**
 * An answer of this wire that passes unchanged. The bytes are indexed, and the usage alone is decoded; the rest is
 * decoded if someone asks for the result. Throws for an answer that failed.
 */
export function relayAnswer(bytes: Uint8Array, options: ReadOptions = {}): Answer<ChatResult> {
  const raw = new RawAnswer(bytes)
  const failure = failureOf({ error: raw.value('error'), status: raw.value('status') }, options.error)
  if (failure) throw failure
  if (!raw.has('output')) throw malformed('an answer without output')
  const usage = readUsage(raw.value('usage'), raw.value('tool_usage'))
  return new RelayedAnswer(openaiResponses, raw, usage, body => readAnswer(body, options))
}
