import type { ModelCard, Plugin } from '@lucid-gateway/core'
import type { Account } from './accounts.ts'

const cardsByPlugin = new WeakMap<Plugin, ReadonlyMap<string, ModelCard>>()

export function cardOf({ plugin }: Account, model: string): ModelCard | undefined {
  let cards = cardsByPlugin.get(plugin)
  if (!cards) cardsByPlugin.set(plugin, (cards = cardsByName(plugin.models)))
  return cards.get(model)
}

/** Of two cards with one name the first counts. */
function cardsByName(models: readonly ModelCard[]): ReadonlyMap<string, ModelCard> {
  const named = models.flatMap(card => [card.id, ...(card.aliases ?? [])].map(name => [name, card] as const))
  return new Map(named.toReversed())
}
