import type { Answer, ResultHead, Usage, Warning, WireId } from '@lucid-gateway/core'

/** The vendor's bytes, decoded only for those who ask. */
export class RelayedAnswer<Result extends ResultHead> implements Answer<Result> {
  readonly kind = 'answer'
  readonly usage: Usage
  readonly warnings: readonly Warning[] = []
  readonly #wire: WireId
  readonly #bytes: Uint8Array
  readonly #decode: (bytes: Uint8Array) => Result
  #result: Result | undefined

  constructor(wire: WireId, bytes: Uint8Array, usage: Usage, decode: (bytes: Uint8Array) => Result) {
    this.#wire = wire
    this.#bytes = bytes
    this.#decode = decode
    this.usage = usage
  }

  get result(): Result {
    return (this.#result ??= this.#decode(this.#bytes))
  }

  bytes(wire: WireId): Uint8Array | undefined {
    return wire === this.#wire ? this.#bytes : undefined
  }
}
