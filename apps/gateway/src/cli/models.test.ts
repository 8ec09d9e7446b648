import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { main } from './main.ts'

let cwd: string
let said: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lucid-models-'))
  said = ''
  vi.spyOn(process, 'cwd').mockReturnValue(cwd)
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation(text => {
      said += String(text)
      return true
    })
  await writeFile(join(cwd, 'lucid.config.json'), JSON.stringify({ plugins: ['./acme.mjs'], catalog }))
  await writeFile(join(cwd, 'prices.json'), JSON.stringify({ format: 1, models }))
  await writeFile(join(cwd, 'acme.mjs'), plugin)
})
afterEach(() => rm(cwd, { recursive: true }))

const plugin = `export default {
  id: 'acme', abi: 1, capabilities: {}, credentials: {}, hosts: [],
  models: [
    { id: 'swift', capabilities: [] }, { id: 'bare', capabilities: [] },
    { id: 'own', capabilities: [], prices: [{ meter: 'image', nanoUsd: 3000000n, per: 1, asOf: '2020-01-01', source: 'theirs' }] },
  ],
  setup: ({ provide }) => provide({}),
}`
const catalog = { file: 'prices.json', models: { 'acme/new': { capabilities: ['x'] } } }
const models = [
  {
    provider: 'acme',
    id: 'swift',
    asOf: '2026-11-01',
    source: 'a page',
    prices: [
      { meter: 'input', usd: '0.25', per: 1_000_000 },
      { meter: 'output', nanoUsd: 2_000_000_000, per: 1_000_000 },
      { meter: 'search', usd: 10, per: 1000 },
    ],
    shutdown: { on: '2001-01-01', successor: 'swifter' },
  },
]

it('models are shown with their prices, who says so, and since when', async () => {
  expect(await main(['models'])).toBe(0)
  expect(said).toMatch(
    /acme\/swift +input 0\.25, output 2 per 1M; search 10 per 1000 +file +2026-11-01 +a page +2001-01-01 \(then swifter\)/,
  )
  expect(said).toMatch(/acme\/own +image 0\.003 each +plugin +2020-01-01 +theirs/)
  expect(said).toMatch(/acme\/bare +not known +- +- +- +-/)
  said = ''
  expect(await main(['models', 'swif', '--json'])).toBe(0)
  expect(JSON.parse(said)).toMatchObject([{ account: 'acme', id: 'swift', prices_said_by: 'file' }])
  expect(await main(['models', 'a', 'b'])).toBe(2)
})

it('doctor tells of prices that are old or not known, and of models that go', async () => {
  vi.stubEnv('PORT', '0')
  await main(['doctor'])
  expect(said).toContain(
    'prices of 1 of 2 models were looked up more than 90 days ago: acme/own (2020-01-01)',
  )
  expect(said).toContain('prices of 1 models are not known (unknownPrice: alert): acme/bare')
  expect(said).toMatch(
    /models that are shut down by 20\d\d-\d\d-\d\d: acme\/swift \(2001-01-01, then swifter\)/,
  )
})

it('a file is checked before it is used', async () => {
  const file = join(cwd, 'prices.json')
  expect(await main(['catalog', 'check', file])).toBe(0)
  expect(said).toContain('is right: 1 model(s) of acme, 1 with prices, as of 2026-11-01 to 2026-11-01.')
  await writeFile(file, '{"format":1,"models":[{"id":"x"}]}')
  said = ''
  expect(await main(['catalog', 'check', file])).toBe(1)
  expect(said).toContain('models[0].provider (x)')
  expect(await main(['catalog'])).toBe(2)
})

it('a file of prices is told of a meter that is likely misspelt, and a file that is not there', async () => {
  const prices = [{ meter: 'inputs', usd: 1, per: 1 }]
  const one = { provider: 'acme', id: 'swift', asOf: '2026-11-01', source: 'a page', prices }
  const file = join(cwd, 'more.json')
  await writeFile(file, JSON.stringify({ format: 1, models: [one] }))
  expect(await main(['catalog', 'check', file])).toBe(0)
  expect(said).toContain('is right: 1 model(s)')
  expect(said).toContain('acme/swift has a price for "inputs"')
  expect(said).toContain('did you mean "input"?')
  said = ''
  expect(await main(['catalog', 'check', join(cwd, 'none.json')])).toBe(1)
  expect(said).toMatch(/none\.json can not be read: ENOENT[^\n]+\nName the file/)
})
