import { stalePrices } from '@lucid-gateway/catalog'
import type { Runtime } from '@lucid-gateway/runtime'
import { pricedOn } from '../catalog/price-text.ts'
import { refOf } from '../calls/visible-models.ts'
import type { Settings } from '../config/config.ts'

/** How many are named at most. */
const most = 5
const soonMs = 60 * 24 * 60 * 60 * 1000

export interface PriceFindings {
  readonly good: readonly string[]
  readonly notes: readonly string[]
}

/** What is to be said of prices and of models that will be shut down. */
export function priceFindings(
  runtime: Pick<Runtime, 'models'>,
  { catalog: { staleDays, unknownPrice } }: Pick<Settings, 'catalog'>,
  now: number,
): PriceFindings {
  const cards = runtime.models().map(entry => ({ ...entry.card, id: refOf(entry) }))
  const priced = cards.filter(({ prices = [] }) => prices.length > 0)
  const days = priced.flatMap(card => pricedOn(card) ?? []).toSorted()
  const stale = stalePrices(cards, staleDays, now)
  const unknown = cards.filter(({ prices = [] }) => prices.length === 0)
  const ending = cards.filter(({ shutdown }) => shutdown && Date.parse(shutdown.on) < now + soonMs)
  const good =
    days.length > 0 && stale.length === 0
      ? [`prices of ${priced.length} models, as of ${days[0]} or later`]
      : []
  const notes = [
    ...(stale.length > 0
      ? [
          `prices of ${stale.length} of ${priced.length} models were looked up more than ${staleDays} days ago: ${named(stale.map(({ id, asOf }) => `${id} (${asOf})`))}\nUpdate Lucid, or name a newer file by catalog.file.`,
        ]
      : []),
    ...(unknown.length > 0
      ? [
          `prices of ${unknown.length} models are not known (unknownPrice: ${unknownPrice}): ${named(unknown.map(({ id }) => id))}\nSay what they cost under catalog.models.`,
        ]
      : []),
    ...(ending.length > 0
      ? [
          `models that are shut down by ${new Date(now + soonMs).toISOString().slice(0, 10)}: ${named(ending.map(({ id, shutdown }) => `${id} (${shutdown?.on}${shutdown?.successor ? `, then ${shutdown.successor}` : ''})`))}`,
        ]
      : []),
  ]
  return { good, notes }
}

function named(list: readonly string[]): string {
  const more = list.length > most ? ` and ${list.length - most} more` : ''
  return list.slice(0, most).join(', ') + more
}
