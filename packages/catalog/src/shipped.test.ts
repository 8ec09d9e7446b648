import { readFile } from 'node:fs/promises'
import type { Plugin } from '@lucid-gateway/core'
import anthropic from '@lucid-gateway/provider-anthropic'
import demo from '@lucid-gateway/provider-demo'
import google from '@lucid-gateway/provider-google'
import openai from '@lucid-gateway/provider-openai'
import replicate from '@lucid-gateway/provider-replicate'
import { describe, expect, it } from 'vitest'
import { createCatalog } from './catalog.ts'
import { readCatalog } from './read-catalog.ts'
import { shipped } from './shipped.ts'

const plugins: readonly Plugin[] = [anthropic, demo, google, openai, replicate]
const now = Date.UTC(2026, 10, 22)
const laid = ({ id, capabilities, models }: Plugin) =>
  createCatalog([shipped]).layOver({
    account: id,
    provider: id,
    capabilities: Object.keys(capabilities),
    models,
    now,
  })

it('the data of this release is what the format asks for', async () => {
  const text = await readFile(new URL('dated/models.json', import.meta.url), 'utf8')
  expect((await readCatalog(text, 'models.json')).models).toEqual(shipped.entries)
})

it('speaks of the providers that are shipped with it, in order', () => {
  const providers = shipped.entries.map(({ provider }) => provider)
  expect([...new Set(providers)]).toEqual(plugins.map(({ id }) => id))
  expect(providers).toEqual(providers.toSorted())
})

it('was looked up before today', () => {
  const today = new Date().toISOString().slice(0, 10)
  for (const { asOf = '', priced, id } of shipped.entries)
    expect(asOf <= today && (priced?.asOf ?? asOf) <= today, id).toBe(true)
})

describe.each(plugins.map(plugin => ({ id: plugin.id, plugin })))('of $id', ({ plugin }) => {
  it('knows each model of the plugin, and is behind it in nothing', () => {
    const { models, origins } = laid(plugin)
    for (const card of plugin.models) {
      const now = models.find(({ id }) => id === card.id)
      const entry = shipped.entries.find(one => one.provider === plugin.id && one.id === card.id)
      expect(entry, card.id).toBeDefined()
      expect(now?.capabilities, card.id).toEqual(card.capabilities)
      expect(now?.limits, card.id).toEqual(card.limits)
      expect(now?.shutdown, card.id).toEqual(card.shutdown)
      if (card.prices) expect(origins.get(card.id), card.id).toBe('release')
      const amounts = (prices = card.prices) =>
        prices?.map(({ meter, nanoUsd, per }) => ({ meter, nanoUsd, per }))
      if (now?.prices?.[0]?.asOf === card.prices?.[0]?.asOf) expect(amounts(now?.prices)).toEqual(amounts())
    }
  })

  it('adds no model that is offered there and is not known to the plugin', () => {
    expect(laid(plugin).models.map(({ id }) => id)).toEqual(plugin.models.map(({ id }) => id))
    expect(laid(plugin).unplaced).toEqual([])
  })
})

it('names what has gone and what took its place', () => {
  expect(laid(openai).retired.get('dall-e-3')).toEqual({ on: '2026-05-12', successor: 'gpt-image-2' })
})
