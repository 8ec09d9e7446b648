import { LucidError, type ModelCard } from '@lucid-gateway/core'
import type { Model } from 'replicate'
import { models as known } from '../models.ts'
import { strange } from '../errors.ts'
import type { ReplicateAttempt, ReplicateClients } from './client.ts'

/**
 * The models of collections that the vendor keeps by hand: all public models are too many to list. What is known of one
 * goes with it.
 */
export async function listModels(
  clients: ReplicateClients,
  collections: readonly string[],
  attempt: ReplicateAttempt,
): Promise<readonly ModelCard[]> {
  const cards = new Map<string, ModelCard>()
  const missing: string[] = []
  for (const slug of collections) {
    const found = await modelsOf(clients, slug, attempt)
    if (!found) missing.push(slug)
    for (const model of found ?? []) {
      const card = cardOf(model)
      cards.set(card.id, card)
    }
  }
  if (missing.length === collections.length) throw noCollection(missing)
  if (missing.length > 0) attempt.log.warn('Replicate has no such collections of models.', { missing })
  return [...cards.values()]
}

/** Undefined where there is no such collection. */
async function modelsOf(
  clients: ReplicateClients,
  slug: string,
  attempt: ReplicateAttempt,
): Promise<readonly Model[] | undefined> {
  try {
    const { models } = await clients.use(attempt, client =>
      client.collections.get(slug, { signal: attempt.signal }),
    )
    if (!Array.isArray(models)) throw strange('collection of models')
    return models.filter(({ name, owner }) => typeof owner === 'string' && typeof name === 'string')
  } catch (thrown) {
    if (LucidError.is(thrown) && thrown.code === 'not_found') return undefined
    throw thrown
  }
}

function cardOf({ name, owner }: Model): ModelCard {
  const id = `${owner}/${name}`
  return known.find(card => card.id === id) ?? { id, capabilities: ['image'] }
}

function noCollection(missing: readonly string[]): LucidError {
  return new LucidError('not_found', `Replicate has no collection "${missing.join('", "')}".`, {
    origin: 'gateway',
    reason: 'unknown_collection',
    hint: 'Set `collections` of the account to those at replicate.com/collections.',
  })
}
