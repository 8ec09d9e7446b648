import { definePlugin, image, knownUsage, type Plugin } from '@lucid-gateway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminWorld, type AdminWorld } from '../testing/admin-world.ts'

const draws = (id: string): Plugin =>
  definePlugin({
    id,
    abi: 1,
    capabilities: { image },
    credentials: {},
    models: [
      {
        id: 'm',
        capabilities: ['image'],
        prices: [{ meter: 'image', nanoUsd: id === 'dear' ? 1_000_000_000n : 1000n, per: 1 }],
      },
    ],
    setup: ({ provide }) =>
      provide({
        image: {
          job: {
            start: async () => ({
              state: 'succeeded',
              cursor: 'c',
              result: {
                images: [{ mediaType: 'image/png', data: { kind: 'base64', base64: 'iVBORw0KGgo=' } }],
                usage: knownUsage({ image: 1 }),
              },
            }),
            status: () => Promise.reject(new Error('not asked')),
          },
        },
      }),
  })

let world: AdminWorld
beforeAll(async () => {
  world = await adminWorld({
    plugins: [draws('dear'), draws('cheap')],
    config: {
      ledger: { on: true },
      channels: {
        stable: {
          'image.both': [
            { provider: 'dear', model: 'm' },
            { provider: 'cheap', model: 'm' },
          ],
        },
      },
    },
  })
})
afterAll(() => world[Symbol.asyncDispose]())

const ask = { model: 'dear/m', prompt: 'a cat' }
const posts = {
  '/v1/images': ask,
  '/v1/images/generations': ask,
  '/api/generation': { providerId: 'dear', modelId: 'm', prompt: 'a cat' },
  '/generate-image': { providerId: 'dear', modelId: 'm', prompt: 'a cat' },
} as const
const paths = Object.keys(posts) as (keyof typeof posts)[]

describe('pictures that are refused', () => {
  it.each(paths)('for want of money are refused by the POST: %s', async path => {
    const { id, key } = await world.key({ budgets: [{ usd: '0.5', per: 'day' }] })
    for (const prefer of ['respond-async', 'wait=10']) {
      const answer = await world.host.post(path, posts[path], { 'x-api-key': key, prefer })
      expect(answer.status).toBe(402)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(answer.headers.get('location')).toBeNull()
      expect(JSON.stringify(await answer.json())).toContain(`${id}-day`)
    }
    expect(await world.host.gateway.runtime.ports.store.list('jobs')).toEqual([])
  })

  it.each(paths)('by a limit too: %s', async path => {
    const { key } = await world.key({ limits: { images: 1, per: 'day' } })
    expect((await world.host.post(path, posts[path], { 'x-api-key': key })).status).toBeLessThan(300)
    const answer = await world.host.post(path, posts[path], { 'x-api-key': key })
    expect(answer.status).toBe(429)
    expect(answer.headers.get('ratelimit')).toContain('r=0')
    for (const { id } of await world.host.gateway.runtime.ports.store.list('jobs'))
      await world.host.gateway.runtime.jobs.remove(id)
  })

  it('are made where the budget suffices for another target', async () => {
    const { key } = await world.key({ budgets: [{ usd: '0.5', per: 'day' }] })
    const answer = await world.host.post(
      '/v1/images',
      { model: 'image.both', prompt: 'a cat' },
      { 'x-api-key': key, prefer: 'wait=10' },
    )
    expect([answer.status, await answer.json()]).toMatchObject([200, { provider: 'cheap' }])
  })
})
