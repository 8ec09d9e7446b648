import type { ModelCard } from '@lucid-gateway/core'
import type { CatalogSubject, Sourced } from './catalog.ts'
import { oldestOf, pricesOf } from './price-of.ts'

/** Who says what a model costs: the config, the operator's own file, the data of this release, or the plugin. */
export type PriceOrigin = 'config' | 'file' | 'release' | 'plugin'

type Shutdown = NonNullable<ModelCard['shutdown']>

export interface LaidModels {
  readonly models: readonly ModelCard[]
  /** Models that are no more, by each of their names. */
  readonly retired: ReadonlyMap<string, Shutdown>
  /** Who says what a model costs, by its id; nothing of those without a price. */
  readonly origins: ReadonlyMap<string, PriceOrigin>
  /** Ids of the config or of the file that no model has, and of which it is not said what they can do. */
  readonly unplaced: readonly string[]
}

type Origins = Map<string, PriceOrigin>

export function laidOver(
  { models, capabilities, now }: CatalogSubject,
  entries: ReadonlyMap<string, readonly Sourced[]>,
): LaidModels {
  const origins: Origins = new Map()
  const retired = new Map<string, Shutdown>()
  const unplaced: string[] = []
  const own = new Set(models.map(({ id }) => id))
  const cards = models.map(card => {
    const aliases = card.aliases?.filter(alias => !entries.has(alias))
    const plain = aliases?.length === card.aliases?.length ? card : { ...card, aliases: aliases ?? [] }
    return merged(plain, entries.get(card.id) ?? [], origins)
  })
  const added: ModelCard[] = []
  for (const [id, said] of entries) {
    if (own.has(id)) continue
    const base = models.find(({ aliases }) => aliases?.includes(id))
    const card = merged(base ? asSnapshot(base, id) : { id, capabilities: [] }, said, origins)
    if (!base && isPast(card.shutdown, now))
      for (const name of [id, ...(card.aliases ?? [])]) retired.set(name, card.shutdown as Shutdown)
    else if (card.capabilities.some(one => capabilities.includes(one))) added.push(card)
    else {
      origins.delete(id)
      if (card.capabilities.length === 0 && said.some(({ from }) => from !== 'release')) unplaced.push(id)
    }
  }
  const isSame = added.length === 0 && cards.every((card, at) => card === models[at])
  return { models: isSame ? models : Object.freeze([...cards, ...added]), retired, origins, unplaced }
}

/** Of a model by one of its other names something of its own is said, so that it is a model of its own. */
function asSnapshot(card: ModelCard, id: string): ModelCard {
  const { aliases: _, kinds: __, ...rest } = card
  return { ...rest, id }
}

/** Whether its last day is over, in UTC. */
function isPast(shutdown: Shutdown | undefined, now: number): boolean {
  return shutdown !== undefined && Date.parse(shutdown.on) + dayMs <= now
}

const dayMs = 24 * 60 * 60 * 1000

function merged(card: ModelCard, said: readonly Sourced[], origins: Origins): ModelCard {
  const priced = pricesFor(card, said)
  if (priced.prices?.length) origins.set(card.id, priced.from)
  if (said.length === 0) return card
  const first = <Field extends 'name' | 'aliases' | 'abilities' | 'shutdown'>(field: Field) =>
    said.find(({ entry }) => entry[field] !== undefined)?.entry[field]
  const [name, aliases, abilities, shutdown] = [
    first('name'),
    first('aliases'),
    first('abilities'),
    first('shutdown'),
  ]
  const limits = Object.assign({}, card.limits, ...said.toReversed().map(({ entry }) => entry.limits))
  const { prices: _, ...rest } = card
  return Object.freeze({
    ...rest,
    capabilities: said.find(({ entry }) => entry.capabilities)?.entry.capabilities ?? card.capabilities,
    ...(name === undefined ? {} : { name }),
    ...(aliases === undefined ? {} : { aliases: [...new Set([...(card.aliases ?? []), ...aliases])] }),
    ...(abilities === undefined ? {} : { abilities }),
    ...(Object.keys(limits as object).length > 0 ? { limits } : {}),
    ...(shutdown === undefined ? {} : { shutdown }),
    ...(priced.prices?.length ? { prices: priced.prices } : {}),
  })
}

/** All prices are of one origin: half of two lists is neither. What a release says gives way to a plugin that knows newer ones. */
function pricesFor(
  { prices: own }: ModelCard,
  said: readonly Sourced[],
): { readonly prices: ModelCard['prices']; readonly from: PriceOrigin } {
  const best = said.find(({ entry }) => entry.prices !== undefined)
  const prices = best && pricesOf(best.entry)
  if (!best || !prices) return { prices: own, from: 'plugin' }
  if (best.from === 'release' && own?.length) {
    const [theirs, ours] = [oldestOf(own), oldestOf(prices) ?? best.entry.asOf]
    if (theirs !== undefined && ours !== undefined && theirs > ours) return { prices: own, from: 'plugin' }
  }
  return { prices, from: best.from }
}
