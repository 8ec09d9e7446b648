import type { Capability, PartOf, RequestOf, ResultHead, ResultOf } from '../capabilities/capability.ts'
import type { Warning } from '../content/warning.ts'
import { LucidError } from '../errors/lucid-error.ts'
import type { Answer, Outcome } from '../outcome/outcome.ts'
import type { Attempt } from '../provider/attempt.ts'
import type { Offer } from '../provider/offer.ts'
import { startStream } from './part-stream.ts'

/**
 * Asks an offer for what the caller wants, and makes up what the author left out: a result out of a stream, a stream
 * out of a result. Resolves at the head.
 */
export async function invoke<C extends Capability>(
  capability: C,
  offer: Offer<C>,
  request: RequestOf<C>,
  attempt: Attempt,
  stream: boolean,
  warnings: readonly Warning[] = [],
): Promise<Outcome<ResultOf<C>, PartOf<C>>> {
  if (stream && offer.stream) return startStream(capability, offer.stream(request, attempt), warnings)
  if (offer.generate) {
    const result = await offer.generate(request, attempt)
    if (!stream || !capability.split) return answerOf(capability, result, warnings)
    return startStream(
      capability,
      each(capability.split(result as ResultHead) as Iterable<PartOf<C>>),
      warnings,
    )
  }
  if (offer.stream && capability.collect) {
    const parts: PartOf<C>[] = []
    for await (const part of offer.stream(request, attempt)) parts.push(part)
    return answerOf(capability, capability.collect(parts as never) as ResultOf<C>, warnings)
  }
  if (offer.open && !stream) return offer.open(request, attempt)
  throw new LucidError(
    'invalid_request',
    `"${attempt.account}" offers ${capability.id}, but not in this form.`,
    {
      origin: 'gateway',
      recourse: 'other',
      reason: 'mode_not_offered',
    },
  )
}

/** Whether an offer can be asked at all. */
export function isOffer(offer: Offer | undefined): offer is Offer {
  return (
    offer !== undefined && Boolean(offer.generate ?? offer.stream ?? offer.job ?? offer.open ?? offer.relay)
  )
}

function answerOf<C extends Capability>(
  capability: C,
  result: ResultOf<C>,
  warnings: readonly Warning[],
): Answer<ResultOf<C>> {
  const head = result as Partial<ResultHead> | null | undefined
  if (typeof head !== 'object' || head === null || typeof head.usage?.meters !== 'object') {
    throw new LucidError('upstream', `The plugin's ${capability.id} result has no usage.`, {
      origin: 'gateway',
      recourse: 'other',
      reason: 'plugin_result',
      hint: 'A result has usage: knownUsage({ ... }), or noUsage where nothing is known.',
    })
  }
  const all = [...(head.warnings ?? []), ...warnings]
  return {
    kind: 'answer',
    result: warnings.length > 0 ? { ...result, warnings: all } : result,
    usage: head.usage,
    warnings: all,
    bytes: () => undefined,
  }
}

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items
}
