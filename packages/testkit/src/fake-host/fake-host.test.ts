import { type ChatResult, type Lifecycle, LucidError } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { acmeSuite } from '../acme/plugin.fixture.ts'
import { acmeKey, acmeVendor } from '../acme/vendor.fixture.ts'
import { fakeHost } from './fake-host.ts'

const { plugin } = acmeSuite()

it('serves a plugin with credentials of a made-up environment, and keeps the records', async () => {
  await using vendor = await acmeVendor()
  const told: string[] = []
  const hook: Lifecycle = { kind: 'lifecycle', name: 'mine', closed: ({ id }) => void told.push(id) }
  await using host = await fakeHost({
    plugins: [plugin],
    env: { ACME_API_KEY: acmeKey },
    accounts: { acme: { provider: 'acme', config: { baseUrl: `${vendor.url}/v2` } } },
    hooks: [hook],
  })
  const result: ChatResult = await host.chat('Hello')
  expect(result.content).toEqual([{ type: 'text', text: 'Hello to you too.' }])
  const parts = await host.chatParts('Hello', { target: 'acme/acme-1' })
  expect(parts.at(-1)).toEqual({ type: 'finish', finish: { unified: 'stop' } })
  expect(host.calls).toMatchObject([{ status: 'finished' }, { status: 'finished', mode: 'stream' }])
  expect(host.attempts).toMatchObject([{ account: 'acme' }, { account: 'acme' }])
  expect(told).toEqual(host.calls.map(({ id }) => id))
  expect(vendor.requests).toHaveLength(2)
})

it('throws what keeps a plugin from starting', async () => {
  const broken = acmeSuite({
    setup: () => {
      throw new Error('no database')
    },
  })
  const error = await fakeHost({ plugins: [broken.plugin] }).catch((thrown: unknown) => thrown)
  expect(LucidError.is(error)).toBe(true)
  expect(error).toMatchObject({ reason: 'plugin_setup', message: expect.stringContaining('no database') })
})

it('knows nothing of the environment of the process', async () => {
  process.env['ACME_API_KEY'] = acmeKey
  await using host = await fakeHost({ plugins: [plugin] })
  delete process.env['ACME_API_KEY']
  expect(host.runtime.accounts()).toMatchObject([{ usable: false, missing: ['ACME_API_KEY'] }])
})
