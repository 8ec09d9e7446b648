import type { Ports } from '@lucid-gateway/runtime'
import { createGivenIds, type GivenIds } from './given-ids.ts'
import { createKeptAnswers, type KeptAnswers } from './kept-answers.ts'

/** What the gateway knows of answers that callers may come back to; outlives a generation. */
export interface ResponseMemory {
  readonly ids: GivenIds
  readonly answers: KeptAnswers
}

export function createResponseMemory({
  state,
  store,
  clock,
}: Pick<Ports, 'state' | 'store' | 'clock'>): ResponseMemory {
  return { ids: createGivenIds(state), answers: createKeptAnswers(store, clock) }
}
