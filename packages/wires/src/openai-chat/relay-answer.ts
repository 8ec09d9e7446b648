import type { Answer, ChatResult, JsonValue, Usage, Warning, WireId } from '@lucid-gateway/core'
import { type JsonField, topLevelFields } from '../json-body/index.ts'
import { type ReadOptions, readAnswer } from './answer-in.ts'
import { malformed, readErrorObject } from './error-object.ts'
import { readUsage } from './usage.ts'
import { openaiChat } from './wire.ts'

const noWarnings: readonly Warning[] = []

/**
 * An answer of this wire that passes unchanged. The bytes are indexed, and the usage alone is decoded; the rest is
 * decoded if someone asks for the result. Throws for an error in an answer of status 200.
 */
export function relayAnswer(bytes: Uint8Array, options: ReadOptions = {}): Answer<ChatResult> {
  const fields = fieldsOf(bytes)
  const error = valueOf(bytes, fields, 'error')
  if (error !== undefined && error !== null) throw (options.error ?? readErrorObject)(error)
  if (!fields.some(field => field.name === 'choices')) throw malformed('an answer without choices')
  return new RelayedAnswer(bytes, readUsage(valueOf(bytes, fields, 'usage')), options)
}

class RelayedAnswer implements Answer<ChatResult> {
  readonly kind = 'answer'
  readonly usage: Usage
  readonly warnings = noWarnings
  readonly #bytes: Uint8Array
  readonly #options: ReadOptions
  #result: ChatResult | undefined

  constructor(bytes: Uint8Array, usage: Usage, options: ReadOptions) {
    this.#bytes = bytes
    this.usage = usage
    this.#options = options
  }

  get result(): ChatResult {
    return (this.#result ??= readAnswer(parse(this.#bytes), this.#options))
  }

  bytes(wire: WireId): Uint8Array | undefined {
    return wire === openaiChat ? this.#bytes : undefined
  }
}

function fieldsOf(bytes: Uint8Array): readonly JsonField[] {
  try {
    return topLevelFields(bytes)
  } catch (cause) {
    throw malformed('an answer that is no JSON object', cause)
  }
}

/** Of a field that comes twice the last counts, as for JSON.parse. */
function valueOf(bytes: Uint8Array, fields: readonly JsonField[], name: string): JsonValue | undefined {
  const field = fields.findLast(each => each.name === name)
  return field && parse(bytes.subarray(field.valueStart, field.valueEnd))
}

function parse(bytes: Uint8Array): JsonValue {
  try {
    return JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
    ) as JsonValue
  } catch (cause) {
    throw malformed('an answer that is no JSON', cause)
  }
}
