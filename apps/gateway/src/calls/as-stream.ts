import type { Capability, PartOf, PartStream, ResultOf } from '@lucid-gateway/core'
import type { Call } from '@lucid-gateway/runtime'
import { modeNotServed } from './mode-not-served.ts'

/** A layer, such as a cache, may answer a call for a stream with a whole result. */
export function asStream<C extends Capability>(call: Call<C>, capability: C): PartStream<PartOf<C>> {
  const { outcome } = call
  if (outcome.kind === 'stream') return outcome
  if (outcome.kind !== 'answer') throw modeNotServed(call)
  const { result, usage, warnings } = outcome
  const split = capability.split as ((result: ResultOf<C>) => Iterable<PartOf<C>>) | undefined
  return {
    kind: 'stream',
    parts: each(split?.(result) ?? []),
    bytes: () => undefined,
    done: Promise.resolve({ status: 'finished', usage, warnings }),
    cancel() {},
  }
}

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items
}
