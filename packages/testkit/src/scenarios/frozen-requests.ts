import { ensure, said } from '../conformance/check.ts'
import { type Sample } from '../conformance/sample.ts'
import { withTrial } from '../conformance/subject.ts'
import type { Trial } from '../conformance/trial.ts'
import { scenario } from './scenario.ts'

/** A request belongs to the call: other tries, and other plugins, are given the same one. */
export const frozenRequests = scenario({
  name: 'requests are not changed',
  run: subject =>
    withTrial(subject, async trial => {
      for (const sample of subject.samples) await tryFrozen(trial, sample)
    }),
})

async function tryFrozen(trial: Trial, sample: Sample): Promise<void> {
  const ask = async (request: unknown): Promise<void> => {
    if (offer.generate) await trial.inside(() => offer.generate?.(request, attempt))
    if (offer.stream) await trial.inside(() => Array.fromAsync(offer.stream?.(request, attempt) ?? []))
    if (offer.job) await trial.inside(() => offer.job?.start(request as never, attempt))
  }
  const { capability } = sample
  const offer = trial.offer(sample)
  const attempt = trial.attempt(sample)
  try {
    await ask(deepFrozen(structuredClone(sample.request)))
  } catch (thrown) {
    const changed = rootOf(thrown)
    // What fails with a request that may be changed, too, has another reason.
    if (changed instanceof TypeError) await ask(structuredClone(sample.request))
    ensure(
      !(changed instanceof TypeError),
      `${capability.id} changes the request that it is given (${said(changed)}). Copy what you change.`,
    )
    throw thrown
  }
}

function rootOf(thrown: unknown): unknown {
  return thrown instanceof Error && thrown.cause !== undefined ? rootOf(thrown.cause) : thrown
}

function deepFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const inner of Object.values(value)) deepFrozen(inner)
  return Object.freeze(value)
}
