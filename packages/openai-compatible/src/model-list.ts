import type { Attempt, ModelCard } from '@lucid-gateway/core'
import type { Endpoint } from './endpoint.ts'
import { type Fields, isFields } from './fields.ts'
import type { Vendor } from './vendor.ts'

/** Asks the vendor for its models; what is known of one already goes with what the vendor says. */
export async function listModels<Credentials extends object>(
  endpoint: Endpoint<Credentials>,
  vendor: CardSource,
  attempt: Attempt<Credentials>,
): Promise<readonly ModelCard[]> {
  const { value } = await attempt.http.json<unknown>(endpoint.get('/models', attempt))
  // Most wrap the list in an object; some send it bare.
  const list: unknown = isFields(value) ? value['data'] : value
  return (Array.isArray(list) ? list : []).filter(isFields).map(entry => cardOf(entry, vendor))
}

export type CardSource = Pick<Vendor, 'models' | 'families'>

/** The card of an entry of the vendor's list. */
export function cardOf(entry: Fields, vendor: CardSource): ModelCard {
  const id = String(entry['id'])
  const known = vendor.models?.find(card => card.id === id || card.aliases?.includes(id))
  const family = vendor.families?.find(one => one.names.test(id))
  const contextTokens = numberOf(entry['context_window'] ?? entry['context_length'] ?? entry['max_model_len'])
  const { aliases: _, ...card }: ModelCard = known ?? { id, capabilities: family?.capabilities ?? [] }
  return {
    ...card,
    id,
    ...(contextTokens === undefined ? {} : { limits: { ...card.limits, contextTokens } }),
    ...(typeof entry['shutdown_date'] === 'string'
      ? { shutdown: { ...card.shutdown, on: entry['shutdown_date'] } }
      : {}),
  }
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
