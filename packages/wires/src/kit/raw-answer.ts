import type { Answer, JsonValue, ResultHead, Usage, Warning, WireId } from '@lucid-gateway/core'
import { type JsonField, topLevelFields } from '../json-body/index.ts'
import { malformed } from './malformed.ts'

const openList = 0x5b
const openObject = 0x7b
const blank: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d])

/** The bytes of a JSON answer, indexed by its top-level fields; a value is decoded when it is asked for. */
export class RawAnswer {
  readonly bytes: Uint8Array
  readonly #fields: readonly JsonField[]

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    try {
      this.#fields = topLevelFields(bytes)
    } catch (cause) {
      throw malformed('an answer that is no JSON object', cause)
    }
  }

  has(name: string): boolean {
    return this.#fields.some(field => field.is(name))
  }

  /** Whether a field is a list whose first item is an object; nothing is decoded to tell. */
  holdsObjects(name: string): boolean {
    const field = this.#fields.findLast(each => each.is(name))
    if (!field || this.bytes[field.valueStart] !== openList) return false
    let at = field.valueStart + 1
    while (blank.has(this.bytes[at] as number)) at += 1
    return this.bytes[at] === openObject
  }

  /** Of a field that comes twice the last counts, as for JSON.parse. */
  value(name: string): JsonValue | undefined {
    const field = this.#fields.findLast(each => each.is(name))
    return field && parse(this.bytes, field.valueStart, field.valueEnd)
  }

  whole(): JsonValue {
    return parse(this.bytes)
  }
}

function parse(bytes: Uint8Array, start = 0, end = bytes.length): JsonValue {
  try {
    return JSON.parse(Buffer.prototype.toString.call(bytes, 'utf8', start, end)) as JsonValue
  } catch (cause) {
    throw malformed('an answer that is no JSON', cause)
  }
}

const noWarnings: readonly Warning[] = []

/** An answer that passes as it came, and is decoded only if someone asks for the result. */
export class RelayedAnswer<Result extends ResultHead> implements Answer<Result> {
  readonly kind = 'answer'
  readonly usage: Usage
  readonly warnings = noWarnings
  readonly #wire: WireId
  readonly #raw: RawAnswer
  readonly #decode: (body: JsonValue) => Result
  #result: Result | undefined

  constructor(wire: WireId, raw: RawAnswer, usage: Usage, decode: (body: JsonValue) => Result) {
    this.#wire = wire
    this.#raw = raw
    this.usage = usage
    this.#decode = decode
  }

  get result(): Result {
    return (this.#result ??= this.#decode(this.#raw.whole()))
  }

  bytes(wire: WireId): Uint8Array | undefined {
    return wire === this.#wire ? this.#raw.bytes : undefined
  }
}
