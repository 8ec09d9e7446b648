import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AdminWorld, adminWorld } from '../testing/admin-world.ts'

let world: AdminWorld
let team: string
let mine: { readonly id: string; readonly key: string }

beforeAll(async () => {
  world = await adminWorld()
  team = String((await world.ask('POST /teams', { id: 'blue' })).body['id'])
  mine = await world.key({ name: 'of blue', team })
  const other = await world.key({ name: 'of nobody' })
  for (const { key } of [mine, mine, other]) await world.call(key)
  await told(3)
})
afterAll(() => world[Symbol.asyncDispose]())

/** Once the ledger has so many calls. */
async function told(calls: number): Promise<void> {
  for (;;) {
    const { body } = await world.ask('GET /calls')
    if ((body['data'] as readonly object[]).length >= calls) return
  }
}

const dataOf = ({ body }: { readonly body: Readonly<Record<string, unknown>> }) =>
  body['data'] as readonly Readonly<Record<string, unknown>>[]

it('what was used is added up by whatever is asked for', async () => {
  expect(dataOf(await world.ask('GET /usage?by=team'))).toMatchObject([
    { of: { team: '' }, calls: 1 },
    { of: { team }, calls: 2, attempts: 2, failed: 0 },
  ])
  const byKey = dataOf(await world.ask(`GET /usage?by=key,model&team=${team}`))
  expect(byKey).toMatchObject([{ of: { key: mine.id, model: 'echo' }, calls: 2 }])
})

it('a cost that is not known is counted beside the sum', async () => {
  const [all] = dataOf(await world.ask('GET /usage?by='))
  expect(all).toMatchObject({ calls: 3, attempts_of_unknown_cost: expect.any(Number) })
  expect(String(all?.['cost_usd'])).toMatch(/^\d+(\.\d+)?$/)
})

it('calls are listed in pages, the latest first', async () => {
  const first = await world.ask('GET /calls?limit=2')
  expect(dataOf(first)).toHaveLength(2)
  const rest = await world.ask(`GET /calls?limit=2&after=${encodeURIComponent(String(first.body['next']))}`)
  expect(dataOf(rest)).toHaveLength(1)
  expect(rest.body['next']).toBeNull()
  expect(dataOf(first)[0]).toMatchObject({ capability: 'chat', asked: 'scripted/echo', status: 'finished' })
})

it("an admin of one team sees that team's alone", async () => {
  const viewer = await world.admin('viewer', team)
  expect(dataOf(await world.ask('GET /calls', undefined, viewer))).toHaveLength(2)
  expect(dataOf(await world.ask('GET /usage?by=team', undefined, viewer))).toHaveLength(1)
  expect((await world.ask('GET /usage?team=other', undefined, viewer)).status).toBe(404)
})

it('a viewer keeps the database busy with a question of hundreds of things to add up by', async () => {
  const often = dataOf(await world.ask(`GET /usage?by=${'team,'.repeat(900)}`))
  expect(often.map(({ of }) => of)).toEqual([{ team: '' }, { team }])
  const names = Array.from({ length: 17 }, (_, index) => `tag:t${index}`)
  for (const query of [`by=${names.slice(0, 11).join(',')}`, names.map(name => `${name}=x`).join('&')])
    expect(await world.ask(`GET /usage?${query}`)).toMatchObject({
      status: 400,
      body: { error: { reason: 'invalid_field' } },
    })
})

it('without a ledger there is nothing to add up, and it is said how there would be', async () => {
  await using other = await adminWorld({ config: { plugins: [], ledger: { on: false } } })
  const { status, body } = await other.ask('GET /usage')
  expect([status, body]).toMatchObject([
    409,
    { error: { reason: 'no_ledger', hint: expect.stringContaining('ledger.on') } },
  ])
})

it.each([
  'GET /usage?by=weather',
  'GET /usage?frm=2026',
  'GET /calls?from=never',
  'GET /calls?limit=0',
  'GET /calls?status=odd',
])('%s is refused with what there is', async line => {
  const { status, body } = await world.ask(line)
  expect(status).toBe(400)
  expect(body).toMatchObject({ error: { param: expect.any(String), hint: expect.any(String) } })
})
