import type { CallUnderway } from '../underway.ts'
import { Shelf } from './shelf.ts'

/** Where the files of a call's result go. What a call asks nothing of comes in it whole. */
export function shelfFor(call: Pick<CallUnderway, 'input' | 'generation' | 'ports' | 'now'>): Shelf {
  const { input, generation, ports } = call
  const { keepMs, maxArtifactBytes } = generation.jobs
  return new Shelf({
    way: input.media ?? 'inline',
    blobs: ports.blobs,
    expiresAt: call.now() + keepMs,
    maxBytes: maxArtifactBytes,
    onKept: input.job?.kept,
  })
}
