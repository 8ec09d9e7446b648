import type { Answer, ChatResult } from '@lucid-gateway/core'
import { malformed } from '../kit/malformed.ts'
import { RawAnswer, RelayedAnswer } from '../kit/raw-answer.ts'
import { type ReadOptions, readAnswer } from './answer-in.ts'
import { readErrorObject } from './error-object.ts'
import { readUsage } from './usage.ts'
import { openaiChat } from './wire.ts'

/**
 * An answer of this wire that passes unchanged. The bytes are indexed, and the usage alone is decoded; the rest is
 * decoded if someone asks for the result. Throws for an error in an answer of status 200.
 */
export function relayAnswer(bytes: Uint8Array, options: ReadOptions = {}): Answer<ChatResult> {
  const raw = new RawAnswer(bytes)
  const error = raw.value('error')
  if (error !== undefined && error !== null) throw (options.error ?? readErrorObject)(error)
  if (!raw.holdsObjects('choices')) throw malformed('an answer without choices')
  return new RelayedAnswer(openaiChat, raw, readUsage(raw.value('usage')), body => readAnswer(body, options))
}
