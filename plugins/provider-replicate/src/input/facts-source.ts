import type { Clock } from '@lucid-gateway/core'
import type { ReplicateAttempt, ReplicateClients } from '../sdk/client.ts'
import { askVendor } from './ask-vendor.ts'
import { factsOfCard } from './card-facts.ts'
import type { ModelFacts } from './model-facts.ts'
import { modelNameOf, targetOfModel, targetOfVersion } from './target.ts'

export interface FactsSource {
  of(attempt: ReplicateAttempt): Promise<ModelFacts>
}

/** How many models are remembered that have no card, and for how long: each may get a new version. */
const mostKept = 200
const oldMs = 30 * 60_000

interface Kept {
  readonly facts: ModelFacts
  readonly at: number
}

/** From the card, or else from the vendor, which describes the input of each model. */
export function factsSource(clients: ReplicateClients, { now }: Pick<Clock, 'now'>): FactsSource {
  const kept = new Map<string, Kept>()
  return {
    async of(attempt) {
      const { account, model, secretVersion } = attempt
      const name = modelNameOf(model)
      if (name.kind === 'version') return { target: targetOfVersion(name.version) }
      const carded = name.kind === 'model' && factsOfCard(model, targetOfModel(name.owner, name.name))
      if (carded) return carded
      const key = secretVersion === undefined ? undefined : JSON.stringify([account, secretVersion, model])
      const known = key === undefined ? undefined : kept.get(key)
      if (known && now() - known.at < oldMs) return known.facts
      const facts = await askVendor(clients, name, attempt)
      if (key === undefined) return facts
      kept.delete(key)
      kept.set(key, { facts, at: now() })
      const [oldest] = kept.keys()
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
      return facts
    },
  }
}
