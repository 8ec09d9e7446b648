import type { Attempt, ModelCard } from '@lucid-gateway/core'
import { type ListedModel, readModels } from '@lucid-gateway/wires/openai-models'
import type { Endpoint } from './endpoint.ts'
import type { ModelFamily, Vendor } from './vendor.ts'

export type CardSource = Pick<Vendor, 'models' | 'families'>

/** What is known of a model, by its name alone. */
export function knownOf(id: string, { models, families }: CardSource): ModelCard | ModelFamily | undefined {
  const card = models?.find(one => one.id === id || one.aliases?.includes(id))
  return card ?? families?.find(one => one.names.test(id))
}

/** Asks the vendor for its models; what is known of one goes with what the vendor says of it. */
export async function listModels<Credentials extends object>(
  endpoint: Endpoint<Credentials>,
  source: CardSource,
  attempt: Attempt<Credentials>,
): Promise<readonly ModelCard[]> {
  const { value } = await attempt.http.json<unknown>(endpoint.get('/models', attempt))
  return readModels(value).map(listed => cardOf(listed, source))
}

/** Names under which vendors tell how much a model takes in. */
const windows = ['context_window', 'context_length', 'max_context_length', 'max_model_len']

function cardFrom(known: ModelCard | ModelFamily | undefined, id: string): ModelCard {
  if (known && 'id' in known) return known
  const { capabilities = [], quirks } = known ?? {}
  return { id, capabilities, ...(quirks ? { quirks } : {}) }
}

/** The card of a model on the vendor's list. */
export function cardOf({ id, extra = {} }: ListedModel, source: CardSource): ModelCard {
  const { aliases: _, ...card } = cardFrom(knownOf(id, source), id)
  const contextTokens = windows.map(name => extra[name]).find(value => typeof value === 'number')
  const on = extra['shutdown_date']
  return {
    ...card,
    id,
    ...(contextTokens === undefined ? {} : { limits: { ...card.limits, contextTokens } }),
    ...(typeof on === 'string' ? { shutdown: { ...card.shutdown, on } } : {}),
  }
}
