import type { CallUnderway } from '../underway.ts'
import { Shelf } from './shelf.ts'

/** Where the files of a call's result go. What a call asks nothing of comes in it whole. */
export function shelfFor(
  call: Pick<CallUnderway, 'input' | 'generation' | 'ports' | 'now' | 'record'>,
): Shelf {
  const { input, generation, ports, record } = call
  const { keepMs, maxArtifactBytes } = generation.jobs
  return new Shelf({
    way: input.media ?? 'inline',
    blobs: ports.blobs,
    // A job's goes with the job; whatever becomes of that, not before the last moment that it may be kept to.
    expiresAt: (input.job ? Math.max(call.now(), record.deadline) : call.now()) + keepMs,
    maxBytes: maxArtifactBytes,
    onKept: input.job?.kept,
  })
}
