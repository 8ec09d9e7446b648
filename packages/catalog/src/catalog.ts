import type { ModelCard } from '@lucid-gateway/core'
import type { CatalogEntry } from './entry.ts'
import { laidOver, type LaidModels, type PriceOrigin } from './lay-over.ts'

/** Entries of one origin. The first layer that says something of a field is believed. */
export interface CatalogLayer {
  readonly from: Exclude<PriceOrigin, 'plugin'>
  readonly entries: readonly CatalogEntry[]
}

/** An account of a provider, with what its plugin says of its models. */
export interface CatalogSubject {
  readonly account: string
  readonly provider: string
  /** The capabilities that are offered there: of others no model is added. */
  readonly capabilities: readonly string[]
  readonly models: readonly ModelCard[]
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Dated data on models, laid over what plugins say of theirs. */
export interface Catalog {
  readonly layers: readonly CatalogLayer[]
  /** The models of an account as they are now known. */
  layOver(subject: CatalogSubject): LaidModels
}

/** `layers` from the one that outranks the others to the last; what a plugin says comes after them. */
export function createCatalog(layers: readonly CatalogLayer[]): Catalog {
  return Object.freeze({
    layers,
    layOver: (subject: CatalogSubject): LaidModels => laidOver(subject, entriesFor(layers, subject)),
  })
}

/** What is said of each model, from what counts most to what counts least. In one layer an account outranks its provider. */
function entriesFor(
  layers: readonly CatalogLayer[],
  { account, provider }: CatalogSubject,
): ReadonlyMap<string, readonly Sourced[]> {
  const found = new Map<string, Sourced[]>()
  const take = (from: CatalogLayer['from'], owner: string, entries: readonly CatalogEntry[]): void => {
    for (const entry of entries) {
      if (entry.provider !== owner) continue
      const known = found.get(entry.id)
      if (known) known.push({ from, entry })
      else found.set(entry.id, [{ from, entry }])
    }
  }
  for (const { from, entries } of layers) {
    if (from === 'config' && account !== provider) take(from, account, entries)
    take(from, provider, entries)
  }
  return found
}

/** An entry, and which layer says it. */
export interface Sourced {
  readonly from: CatalogLayer['from']
  readonly entry: CatalogEntry
}
