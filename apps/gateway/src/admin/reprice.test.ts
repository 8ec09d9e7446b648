import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { main } from '../cli/main.ts'
import { type AdminWorld, adminWorld } from '../testing/admin-world.ts'
import { testGateway } from '../testing/test-gateway.ts'

let world: AdminWorld
let key: string
beforeEach(async () => {
  world = await adminWorld({ config: config([]) })
  key = (await world.key()).key
})
afterEach(() => world[Symbol.asyncDispose]())

/** The scripted model is of unknown price, until its prices are set. */
let prices: readonly object[]
function config(now: readonly object[]) {
  prices = now
  return {
    plugins: [],
    ledger: { on: true },
    catalog: {
      get models() {
        return { 'scripted/echo': { prices } }
      },
    },
  } as never
}

const dear = [
  { meter: 'input', usd: '0.5', per: 1 },
  { meter: 'output', usd: '0.1', per: 1 },
]

async function called(times: number): Promise<string> {
  let id = ''
  for (let at = 0; at < times; at++) {
    const messages = [{ role: 'user', content: 'hi' }]
    const answer = await world.host.post(
      '/v1/chat',
      { model: 'scripted/echo', messages },
      { authorization: `Bearer ${key}` },
    )
    id = answer.headers.get('x-lucid-request-id') ?? ''
  }
  for (;;) if (dataOf(await world.ask('GET /calls')).length >= times) return id
}

const dataOf = ({ body }: { readonly body: Readonly<Record<string, unknown>> }) =>
  body['data'] as readonly Readonly<Record<string, unknown>>[]

async function costOf(id: string): Promise<unknown> {
  const answer = await fetch(`${world.host.url}/v1/calls/${id}`, {
    headers: { authorization: `Bearer ${key}` },
  })
  const { cost_usd, attempts } = (await answer.json()) as {
    readonly cost_usd: unknown
    readonly attempts: readonly { readonly cost_usd: unknown }[]
  }
  return [cost_usd, ...attempts.map(each => each.cost_usd)]
}

it('calls of unknown price get a cost, wherever it is told', async () => {
  const id = await called(3)
  expect(await costOf(id)).toEqual([null, null])
  const none = await world.ask('POST /ledger/reprice', {})
  expect(none.body).toMatchObject({
    examined: 3,
    repriced: 0,
    price_unknown: { 'scripted/echo': 3 },
    next: null,
  })

  prices = dear
  await world.host.gateway.reload()
  const dry = await world.ask('POST /ledger/reprice', { dry_run: true })
  expect(dry.body).toEqual({
    dry_run: true,
    examined: 3,
    repriced: 3,
    were_unknown: 3,
    were_wrong: 0,
    usage_unknown: 0,
    price_unknown: {},
    cost_before_usd: '0',
    cost_after_usd: '6',
    models: [{ model: 'scripted/echo', repriced: 3, cost_before_usd: '0', cost_after_usd: '6' }],
    next: null,
  })
  expect(await costOf(id)).toEqual([null, null])

  const done = await world.ask('POST /ledger/reprice', { model: 'echo' })
  expect(done.body).toMatchObject({ dry_run: false, repriced: 3, cost_after_usd: '6' })
  expect(await costOf(id)).toEqual([2, 2])
  expect(dataOf(await world.ask('GET /calls')).map(call => call['cost_usd'])).toEqual(['2', '2', '2'])
  expect(dataOf(await world.ask('GET /usage?by='))).toMatchObject([
    { cost_usd: '6', attempts_of_unknown_cost: 0 },
  ])
  const again = await world.ask('POST /ledger/reprice')
  expect(again.body).toMatchObject({ examined: 3, repriced: 0 })

  const deeds = dataOf(await world.ask('GET /audit')).filter(row => row['action'] === 'ledger.reprice')
  expect(deeds).toMatchObject([
    {
      object: 'ledger',
      outcome: 'done',
      after: { repriced: 3, cost_before_usd: '0', cost_after_usd: '6', model: 'echo' },
    },
  ])
})

it('is asked of the gateway that runs by the command line, and done without one where that is said', async () => {
  await called(2)
  prices = dear
  await world.host.gateway.reload()
  const said = listen()
  const here = ['--url', world.host.url, '--admin-key-file', join(world.host.cwd, 'key')]
  await writeFile(join(world.host.cwd, 'key'), world.owner)
  expect(await main(['ledger', 'reprice', '--dry-run', ...here])).toBe(0)
  expect(said()).toContain(
    '2 of 2 attempts would be priced anew: 2 of unknown cost, 0 of another. 0 USD before, 4 after.',
  )
  expect(await main(['ledger', 'reprice', '--offline'])).toBe(1)
  expect(said()).toMatch(/lucid\.db is in use/)
  expect(await main(['ledger', 'reprice', '--from', '2999-01-01', ...here])).toBe(0)
  expect(said()).toContain('0 of 0 attempts were priced anew')
  expect(await main(['ledger', 'reprice', '--only', 'all'])).toBe(2)
  expect(await main(['ledger', 'reprice', '--from', 'monday'])).toBe(2)

  await world.host.gateway.close()
  const scripted = `import { scriptedPlugin } from ${JSON.stringify(join(import.meta.dirname, '../testing/scripted-plugin.ts'))}
export default scriptedPlugin().plugin`
  await writeFile(join(world.host.cwd, 'scripted.mjs'), scripted)
  const models = { 'scripted/echo': { prices: dear } }
  await writeFile(
    join(world.host.cwd, 'lucid.config.json'),
    JSON.stringify({ plugins: ['./scripted.mjs'], ledger: { on: true }, catalog: { models } }),
  )
  expect(await main(['ledger', 'reprice', '--offline', '--json'])).toBe(0)
  expect(JSON.parse(said().slice(said().lastIndexOf('\n{') + 1))).toMatchObject({
    repriced: 2,
    cost_after_usd: '4',
  })
})

it('is for admins of the whole organisation, and takes nothing that it does not know', async () => {
  await world.ask('POST /teams', { id: 'red' })
  const [member, red] = [await world.admin('member'), await world.admin('owner', 'red')]
  expect((await world.ask('POST /ledger/reprice', {}, member)).body).toMatchObject({
    error: { reason: 'role_too_low' },
  })
  expect((await world.ask('POST /ledger/reprice', {}, red)).body).toMatchObject({
    error: { reason: 'organisation_only' },
  })
  for (const body of [{ from: 'monday' }, { modle: 'x' }, { only: 'all' }, { dry_run: 'yes' }])
    expect([body, (await world.ask('POST /ledger/reprice', body)).status]).toEqual([body, 400])
  await using other = await adminWorld({ config: { plugins: [], ledger: { on: false } } })
  expect((await other.ask('POST /ledger/reprice', {})).body).toMatchObject({ error: { reason: 'no_ledger' } })
  await using plain = await testGateway()
  expect((await fetch(`${plain.url}/admin/v1/ledger/reprice`, { method: 'POST' })).status).toBe(401)
})

function listen(): () => string {
  let said = ''
  vi.spyOn(process, 'cwd').mockReturnValue(world.host.cwd)
  vi.stubEnv('LUCID_DATA_DIR', '')
  vi.stubEnv('SCRIPTED_KEY', 'of-nobody')
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation(text => {
      said += String(text)
      return true
    })
  return () => said
}
