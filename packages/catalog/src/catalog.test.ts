import type { ModelCard } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { type CatalogLayer, createCatalog } from './catalog.ts'
import type { CatalogEntry } from './entry.ts'

const swift: ModelCard = {
  id: 'swift',
  capabilities: ['chat'],
  aliases: ['swift-2026-01-01'],
  kinds: ['chat.swift'],
  limits: { contextTokens: 1000 },
  prices: [{ meter: 'input', nanoUsd: 1n, per: 1, source: 'plugin', asOf: '2026-06-01' }],
  quirks: { slow: true },
}
const plain: ModelCard = { id: 'plain', capabilities: ['chat'] }
const now = Date.UTC(2026, 10, 29, 12)

const entry = (more: Partial<CatalogEntry>): CatalogEntry => ({
  provider: 'acme',
  id: 'swift',
  asOf: '2026-07-01',
  source: 'page',
  ...more,
})
const layer = (from: CatalogLayer['from'], ...entries: readonly CatalogEntry[]): CatalogLayer => ({
  from,
  entries,
})
const lay = (layers: readonly CatalogLayer[], more: { readonly account?: string } = {}) =>
  createCatalog(layers).layOver({
    account: 'acme',
    provider: 'acme',
    capabilities: ['chat'],
    models: [swift, plain],
    now,
    ...more,
  })
const priceOf = (amount: number) => [{ meter: 'input', nanoUsd: amount, per: 1 }]

it('what nothing is said of stays the very same', () => {
  const cards = [swift, plain]
  const laid = createCatalog([layer('release', entry({ provider: 'other' }))]).layOver({
    account: 'acme',
    provider: 'acme',
    capabilities: ['chat'],
    models: cards,
    now,
  })
  expect(laid.models).toBe(cards)
  expect([...laid.origins]).toEqual([['swift', 'plugin']])
})

it('says field by field what is newer, and leaves what it says nothing of', () => {
  const { models, origins } = lay([
    layer(
      'release',
      entry({
        limits: { outputTokens: 50 },
        prices: [{ meter: 'input', usd: '0.25', per: 1_000_000 }],
        priced: { asOf: '2026-07-02' },
      }),
    ),
  ])
  expect(models[0]).toEqual({
    ...swift,
    limits: { contextTokens: 1000, outputTokens: 50 },
    prices: [{ meter: 'input', nanoUsd: 250_000_000n, per: 1_000_000, source: 'page', asOf: '2026-07-02' }],
  })
  expect(origins.get('swift')).toBe('release')
  expect(models[1]).toBe(plain)
})

it('config outranks file, file outranks release, release outranks plugin', () => {
  const layers = [
    layer('config', entry({ prices: priceOf(4) })),
    layer('file', entry({ prices: priceOf(3), name: 'F' })),
    layer('release', entry({ prices: priceOf(2), name: 'R', abilities: ['tools'] })),
  ]
  const seen = [0, 1, 2, 3].map(from => {
    const { models, origins } = lay(layers.slice(from))
    return [models[0]?.prices?.[0]?.nanoUsd, models[0]?.name, origins.get('swift')]
  })
  expect(seen).toEqual([
    [4n, 'F', 'config'],
    [3n, 'F', 'file'],
    [2n, 'R', 'release'],
    [1n, undefined, 'plugin'],
  ])
})

it('a plugin that knows newer prices than the release keeps them; what the operator says counts all the same', () => {
  const old = entry({ asOf: '2026-05-31', prices: priceOf(2), limits: { outputTokens: 9 } })
  const release = lay([layer('release', old)])
  expect(release.models[0]).toMatchObject({ prices: swift.prices, limits: { outputTokens: 9 } })
  expect(release.origins.get('swift')).toBe('plugin')
  expect(lay([layer('file', old)]).models[0]?.prices?.[0]?.nanoUsd).toBe(2n)
})

it('an empty list of prices says that they are not known', () => {
  const { models, origins } = lay([layer('config', entry({ prices: [] }))])
  expect(models[0]).not.toHaveProperty('prices')
  expect(origins.has('swift')).toBe(false)
})

it('a config may speak of one account, which outranks its provider; other layers speak of providers alone', () => {
  const ours = entry({ provider: 'acme-eu', prices: priceOf(9) })
  const config = layer('config', entry({ prices: priceOf(4) }), ours)
  expect(lay([config], { account: 'acme-eu' }).models[0]?.prices?.[0]?.nanoUsd).toBe(9n)
  expect(lay([config]).models[0]?.prices?.[0]?.nanoUsd).toBe(4n)
  expect(lay([layer('file', ours)], { account: 'acme-eu' }).models[0]).toBe(swift)
})

it('a model that its plugin does not know is added, if it can do what is offered there', () => {
  const { models, unplaced } = lay([
    layer(
      'file',
      entry({ id: 'new', capabilities: ['chat'], prices: priceOf(7) }),
      entry({ id: 'voice', capabilities: ['speech'] }),
      entry({ id: 'riddle', prices: priceOf(7) }),
    ),
  ])
  expect(models.map(({ id }) => id)).toEqual(['swift', 'plain', 'new'])
  expect(unplaced).toEqual(['riddle'])
})

it('what is said of another name of a model makes it a model of its own', () => {
  const { models } = lay([layer('file', entry({ id: 'swift-2026-01-01', prices: priceOf(3) }))])
  expect(models[0]).toMatchObject({ id: 'swift', aliases: [], prices: swift.prices })
  expect(models[2]).toMatchObject({ id: 'swift-2026-01-01', capabilities: ['chat'], quirks: { slow: true } })
  expect(models[2]).not.toHaveProperty('kinds')
  expect(models[2]?.prices?.[0]?.nanoUsd).toBe(3n)
})

it('what was shut down is told apart once its last day is over, and no model is made of it', () => {
  const gone = (on: string) =>
    layer(
      'release',
      entry({ id: 'old', capabilities: ['chat'], aliases: ['older'], shutdown: { on, successor: 'swift' } }),
    )
  expect(lay([gone('2026-11-29')]).models.map(({ id }) => id)).toContain('old')
  const { models, retired } = lay([gone('2026-11-28')])
  expect(models.map(({ id }) => id)).toEqual(['swift', 'plain'])
  expect([...retired.keys()]).toEqual(['old', 'older'])
  expect(retired.get('older')).toEqual({ on: '2026-11-28', successor: 'swift' })
})
