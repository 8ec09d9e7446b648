import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chat, definePlugin, knownUsage } from '@lucid-gateway/core'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { disposable, hello, postChat } from '../testing/started-gateway.ts'
import { until } from '../testing/test-gateway.ts'
import { startGateway } from '../start/start-gateway.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lucid-catalog-'))
})
afterEach(() => rm(cwd, { recursive: true }))

const plugin = definePlugin({
  id: 'acme',
  abi: 1,
  capabilities: { chat },
  models: [{ id: 'swift', capabilities: ['chat'] }],
  setup: ({ provide }) =>
    provide({
      chat: {
        generate: async () => ({
          content: [{ type: 'text', text: 'hi' }],
          finish: { unified: 'stop' },
          usage: knownUsage({ input: 10, output: 4 }),
        }),
      },
    }),
})

const lines: string[] = []
let starts = 0
async function started(config: object, watch = false) {
  lines.length = 0
  await writeFile(join(cwd, 'lucid.config.json'), JSON.stringify({ plugins: [], ...config }))
  return disposable(
    await startGateway({
      cwd,
      // Several stand beside each other in one test, and one process has a data folder.
      env: { LUCID_DATA_DIR: join(cwd, `data-${++starts}`) },
      port: 0,
      plugins: [plugin],
      watch,
      write: line => void lines.push(line),
    }),
  )
}

function file(usd: string, more: readonly object[] = []): Promise<void> {
  const prices = ['input', 'output'].map(meter => ({ meter, usd, per: 1 }))
  const swift = { provider: 'acme', id: 'swift', asOf: '2026-11-01', source: 'a page', prices }
  return writeFile(join(cwd, 'prices.json'), JSON.stringify({ format: 1, models: [swift, ...more] }))
}

async function costOf(url: string, model = 'acme/swift'): Promise<unknown> {
  const answer = await postChat(url, { model, messages: hello })
  const { metadata } = (await answer.json()) as { readonly metadata?: { readonly cost_usd: unknown } }
  return metadata?.cost_usd
}

it('the operator’s file says what models cost, and is read again with a reload', async () => {
  await file('0.5')
  await using gateway = await started({ catalog: { file: 'prices.json' } })
  expect(await costOf(gateway.url)).toBe(7)
  await file('2', [
    { provider: 'acme', id: 'later', asOf: '2026-11-02', source: 'a page', capabilities: ['chat'] },
  ])
  expect(await costOf(gateway.url)).toBe(7)
  await gateway.reload()
  expect(await costOf(gateway.url)).toBe(28)
  expect(gateway.runtime.models().map(({ card }) => card.id)).toContain('later')
})

it('and by itself when it changes and the config is watched', async () => {
  await file('0.5')
  await using gateway = await started({ catalog: { file: 'prices.json' } }, true)
  await file('2')
  await until(() => gateway.runtime.generation === 2)
  expect(await costOf(gateway.url)).toBe(28)
})

it('and so is one that the config names later', { timeout: 30_000 }, async () => {
  await file('0.5')
  await using gateway = await started({}, true)
  const config = { plugins: [], catalog: { file: 'prices.json' } }
  await writeFile(join(cwd, 'lucid.config.json'), JSON.stringify(config))
  await until(() => gateway.runtime.generation === 2)
  expect(await costOf(gateway.url)).toBe(7)
  await file('2')
  while ((await costOf(gateway.url)) !== 28) await new Promise(setImmediate)
})

it('a file that is bad or gone keeps the gateway as it is, and says why', async () => {
  await file('0.5')
  await using gateway = await started({ catalog: { file: 'prices.json' } })
  await writeFile(join(cwd, 'prices.json'), '{"format":1,"models":[{"provider":"acme","id":"swift"}]}')
  await expect(gateway.reload()).rejects.toThrow(/prices\.json: models\[0\]\.asOf \(swift\)/)
  await rm(join(cwd, 'prices.json'))
  await expect(gateway.reload()).rejects.toThrow(/lucid\.config\.json.*catalog\.file.*can't be read/s)
  expect(await costOf(gateway.url)).toBe(7)
  await gateway.close()
  await expect(started({ catalog: { file: 'prices.json' } })).rejects.toThrow(/can't be read/)
})

it('the config outranks the file, for a provider and for one account', async () => {
  await file('0.5')
  const prices = ['input', 'output'].map(meter => ({ meter, usd: 1, per: 1 }))
  const half = ['input', 'output'].map(meter => ({ meter, usd: '0.1', per: 1 }))
  await using gateway = await started({
    accounts: { ours: { provider: 'acme' } },
    catalog: { file: 'prices.json', models: { 'acme/swift': { prices }, 'ours/swift': { prices: half } } },
  })
  expect(await costOf(gateway.url, 'ours/swift')).toBe(1.4)
  await using other = await started({ catalog: { models: { 'acme/swift': { prices } } } })
  expect(await costOf(other.url)).toBe(14)
})

it('what no account or provider has is a fault of the config; what no model has is told', async () => {
  const bad = { catalog: { models: { 'acne/swift': { prices: [] } } } }
  await expect(started(bad)).rejects.toThrow(/catalog\.models\["acne\/swift"\].*did you mean "acme"/s)
  await using gateway = await started({ catalog: { models: { 'acme/swft': { prices: [] } } } })
  expect(lines.join('')).toContain('"model":"swft"')
  expect(await costOf(gateway.url)).toBeNull()
})

it('a price that is not known is alerted of unless said, and blocked where that is said', async () => {
  await using gateway = await started({ accounts: { strict: { provider: 'acme', unknownPrice: 'block' } } })
  const blocked = await postChat(gateway.url, { model: 'strict/swift', messages: hello })
  expect([blocked.status, await blocked.json()]).toMatchObject([
    402,
    {
      error: {
        code: 'budget',
        reason: 'price_unknown',
        hint: expect.stringContaining('catalog.models') as string,
      },
    },
  ])
  await using alerting = await started({})
  await Promise.all([1, 2, 3].map(() => costOf(alerting.url)))
  expect(lines.filter(line => line.includes('the price of a model is not known'))).toHaveLength(1)
})
