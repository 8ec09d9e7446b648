import { fromUnknown, type Outcome, type PartStream, type StreamEnd } from '@lucid-gateway/core'
import { hiddenIn } from './presentable.ts'

/** What a try with a caller's own key came to, so that a failure of its stream does not quote the key. */
export function withoutOwnKey(outcome: Outcome, secrets: readonly string[]): Outcome {
  return outcome.kind === 'stream' ? new KeylessStream(outcome, secrets) : outcome
}

class KeylessStream implements PartStream {
  readonly kind = 'stream'
  readonly done: Promise<StreamEnd>
  readonly #stream: PartStream
  readonly #secrets: readonly string[]

  constructor(stream: PartStream, secrets: readonly string[]) {
    this.#stream = stream
    this.#secrets = secrets
    this.done = stream.done.then(end => (end.error ? { ...end, error: hiddenIn(end.error, secrets) } : end))
  }

  get ended(): boolean {
    return this.#stream.ended ?? false
  }

  get parts(): PartStream['parts'] {
    return this.#guarded(this.#stream.parts)
  }

  bytes(...[wire]: Parameters<PartStream['bytes']>): AsyncIterable<Uint8Array> | undefined {
    const bytes = this.#stream.bytes(wire)
    return bytes && this.#guarded(bytes)
  }

  cancel(reason?: unknown): void {
    this.#stream.cancel(reason)
  }

  async *#guarded<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* items
    } catch (thrown) {
      throw hiddenIn(fromUnknown(thrown), this.#secrets)
    }
  }
}
