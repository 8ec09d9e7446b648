import type { Answer, ChatResult } from '@lucid-gateway/core'
import { malformed } from '../kit/malformed.ts'
import { RawAnswer, RelayedAnswer } from '../kit/raw-answer.ts'
import { type ReadOptions, readAnswer } from './answer-in.ts'
import { errorIn, readErrorObject } from './error-object.ts'
import { readUsage } from './usage.ts'
import { type AnthropicVersion, anthropicWire } from './wire.ts'

export interface RelayOptions extends ReadOptions {
  /** The version that the request was sent in, and the answer is in. */
  readonly version: AnthropicVersion
}

/**
 * An answer of this wire that passes unchanged. The bytes are indexed, and the usage alone is decoded; the rest is
 * decoded if someone asks for the result. Throws for an error in an answer of status 200.
 */
export function relayAnswer(bytes: Uint8Array, options: RelayOptions): Answer<ChatResult> {
  const raw = new RawAnswer(bytes)
  if (!raw.has('content')) {
    const error = errorIn({ type: raw.value('type'), error: raw.value('error') })
    throw error === undefined
      ? malformed('an answer without content')
      : (options.error ?? readErrorObject)(error)
  }
  return new RelayedAnswer(anthropicWire(options.version), raw, readUsage(raw.value('usage')), body =>
    readAnswer(body, options),
  )
}
