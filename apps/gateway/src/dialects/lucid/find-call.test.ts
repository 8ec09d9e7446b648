import { afterAll, beforeAll, expect, it } from 'vitest'
import { newKey } from '../../access/app-key.ts'
import { testGateway, type TestGateway } from '../../testing/test-gateway.ts'
import { testWorld, type TestWorld } from '../../testing/vendors.ts'

let world: TestWorld
beforeAll(async () => {
  world = await testWorld({ decoded: false })
})
afterAll(() => world[Symbol.asyncDispose]())

interface Told {
  readonly cost_usd: unknown
  readonly warnings: unknown
  readonly receipt: {
    readonly entries: readonly { readonly action: string; readonly field: string; readonly in?: string }[]
  }
  readonly [more: string]: unknown
}

const find = async (answer: Response): Promise<Told> => {
  const id = answer.headers.get('x-lucid-request-id')
  const found = await fetch(`${world.host.url}/v1/calls/${id}`, { headers: { 'x-api-key': world.key } })
  expect(found.status).toBe(200)
  return (await found.json()) as Told
}

/** Loses a field of the request on the way there, and on the way back what was thought. */
const thinking = (stream: boolean) => ({
  model: world.vendors.anthropic.thinker,
  messages: [{ role: 'user', content: 'Think. sim:reasoning=16' }],
  reasoning_effort: 'low',
  seed: 7,
  stream,
})
const ask = (body: object): Promise<Response> =>
  world.host.post('/v1/chat/completions', body, { authorization: `Bearer ${world.key}` })

it('tells of a whole answer what its header told', async () => {
  const answer = await ask(thinking(false))
  const told = await find(answer)
  const { entries } = told.receipt
  expect(entries.map(entry => [entry.field, entry.in])).toEqual([
    ['seed', undefined],
    ['extra["anthropic-messages"]', 'answer'],
    ['content[0]', 'answer'],
  ])
  expect(answer.headers.get('x-lucid-receipt')).toBe(
    ['decoded', ...entries.map(({ action, field }) => `${action} ${field}`)].join('; '),
  )
  expect(told).toMatchObject({
    asked: 'anthropic/claude-opus-5',
    mode: 'unary',
    status: 'finished',
    cost_usd: Number(answer.headers.get('x-lucid-cost-usd')),
    error: null,
    warnings: [{ type: 'dropped', field: 'seed' }],
    attempts: [
      {
        number: 1,
        account: 'anthropic',
        status: 'finished',
        usage: { reasoning: { certainty: 'known', quantity: 16 } },
        duration_ms: expect.any(Number),
        error: null,
      },
    ],
  })
})

it('tells of a stream what its last comment told', async () => {
  const answer = await ask(thinking(true))
  const comment = /^: lucid (.*)$/m.exec(await answer.text())?.[1] ?? ''
  const { receipt, warnings, cost_usd } = JSON.parse(comment) as Told
  expect(receipt.entries.map(({ field }) => field)).toEqual([
    'seed',
    'extra["anthropic-messages"]',
    'reasoning',
  ])
  expect(await find(answer)).toMatchObject({ receipt, warnings, cost_usd, mode: 'stream' })
})

it('tells of a call that was passed on as it came', async () => {
  const answer = await ask({ model: world.vendors.openai.model, messages: [{ role: 'user', content: 'Hi' }] })
  expect((await find(answer)).receipt).toMatchObject({ path: 'relay', entries: [] })
})

it.each(['/v1/chat/completions', '/anthropic/v1/messages'])('tells how a call of %s failed', async path => {
  const answer = await world.host.post(
    path,
    {
      model: world.vendors.anthropic.model,
      max_tokens: 64,
      messages: [{ role: 'user', content: 'sim:error=authentication_error' }],
    },
    { authorization: `Bearer ${world.key}` },
  )
  expect(answer.status).toBe(502)
  const told = await find(answer)
  expect(told).toMatchObject({
    status: 'failed',
    error: { code: 'auth', message: expect.stringContaining('account that the gateway has') },
    attempts: [{ status: 'failed', error: { code: 'auth', origin: 'provider' }, cost_usd: null, usage: {} }],
  })
  expect(JSON.stringify(told)).not.toContain('sk-')
})

const chat = { model: 'scripted/echo', messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] }

async function made(host: TestGateway, key?: string): Promise<string> {
  const answer = await host.post('/v1/chat', chat, key === undefined ? {} : { 'x-api-key': key })
  await answer.text()
  return answer.headers.get('x-lucid-request-id') ?? ''
}

async function sought(host: TestGateway, id: string, key?: string) {
  const answer = await fetch(
    `${host.url}/v1/calls/${id}`,
    key === undefined ? {} : { headers: { 'x-api-key': key } },
  )
  return { status: answer.status, text: (await answer.text()).replaceAll(/req_[\w-]+/g, 'ID') }
}

it('is not told to another key, in the words for a call that is not there', async () => {
  const [mine, other] = [newKey(), newKey()]
  await using host = await testGateway({
    env: { MINE: mine, OTHER: other },
    config: {
      keys: [
        { name: 'mine', key: 'env:MINE' },
        { name: 'other', key: 'env:OTHER' },
      ],
    },
  })
  const id = await made(host, mine)
  expect(await sought(host, id, mine)).toMatchObject({ status: 200 })
  const refused = await sought(host, id, other)
  expect(refused).toMatchObject({ status: 404, text: expect.stringContaining('unknown_call') })
  expect(await sought(host, 'req_none', other)).toEqual(refused)
})

it('is told to this machine where there is no key, without a ledger for as long as it is among the latest', async () => {
  await using host = await testGateway({ config: { recentCalls: 2, ledger: { on: false } } })
  const ids = [await made(host), await made(host), await made(host)]
  const statuses = await Promise.all(ids.map(async id => (await sought(host, id)).status))
  expect(statuses).toEqual([404, 200, 200])
})

it('is told to nobody where no call is kept', async () => {
  await using host = await testGateway({ config: { recentCalls: 0 } })
  expect(await sought(host, await made(host))).toMatchObject({ status: 404 })
})

it('is told while it is under way', async () => {
  await using host = await testGateway()
  const answer = await host.post('/v1/chat', { ...chat, model: 'scripted/slow', stream: true })
  const id = answer.headers.get('x-lucid-request-id')
  const { status, text } = await sought(host, id ?? '')
  expect([status, JSON.parse(text)]).toMatchObject([
    200,
    { status: 'running', ended_at: null, attempts: [{ status: 'running' }] },
  ])
  await answer.body?.cancel()
})
