import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nanoUsd } from '../config/limit-rules.ts'
import { adminWorld, type AdminWorld } from '../testing/admin-world.ts'
import { startGateway } from '../start/start-gateway.ts'
import { scriptedPlugin } from '../testing/scripted-plugin.ts'
import { canary } from '../testing/test-gateway.ts'
import { disposable, hello, postChat } from '../testing/started-gateway.ts'

let world: AdminWorld
beforeAll(async () => {
  world = await adminWorld({ config: { ledger: { on: true } } })
  await world.ask('POST /teams', { id: 'red' })
})
afterAll(() => world[Symbol.asyncDispose]())

const said = async (answer: Response) => [answer.status, JSON.stringify(await answer.json())] as const
const chat = (key: string, headers: Record<string, string> = {}, url = world.host.url): Promise<Response> =>
  postChat(
    url,
    { model: 'scripted/echo', messages: hello, maxOutputTokens: 9 },
    { 'x-api-key': key, ...headers },
  )
const reasonOf = (body: Readonly<Record<string, unknown>>) => (body['error'] as { reason?: string }).reason

interface Line {
  readonly name: string
  readonly of: string | null
  readonly [field: string]: unknown
}
const lines = async (what: 'limits' | 'budgets', key?: string): Promise<readonly Line[]> =>
  (await world.ask(`GET /${what}?limit=500`, undefined, key)).body['data'] as readonly Line[]
const lineOf = async (what: 'limits' | 'budgets', name: string): Promise<Line | undefined> =>
  (await lines(what)).find(line => line.name === name)

describe('a key that is made with limits and budgets', () => {
  it('is held to them at once, and refused with which, what is left, and until when', async () => {
    const { id, key } = await world.key({ limits: { requests: 2, per: 'hour' } })
    const first = await chat(key)
    expect(first.headers.get('ratelimit-policy')).toBe(`"${id}";q=2;w=3600`)
    await chat(key)
    const refused = await chat(key)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1700)
    expect(refused.headers.get('ratelimit')).toMatch(new RegExp(`^"${id}";r=0;t=1\\d\\d\\d$`))
    expect(await said(refused)).toMatchObject([
      429,
      expect.stringContaining('2 requests an hour for each key'),
    ])
  })

  it('may spend so much and no more', async () => {
    const { id, key } = await world.key({ budgets: [{ usd: '0.000001', per: 'month' }] })
    const refused = await chat(key)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    const [status, text] = await said(refused)
    expect(status).toBe(402)
    expect(text).toContain(`The budget \\"${id}-month\\" does not suffice`)
    expect(text).toContain('0.000001 are left')
  })

  it('has others from the next call on, and none where they are taken out', async () => {
    const { id, key } = await world.key()
    expect((await chat(key)).status).toBe(200)
    const changed = await world.ask(`PATCH /keys/${id}`, { limits: { requests: 1, per: 'day' } })
    expect(changed.body).toMatchObject({ limits: { requests: 1, per: 'day' }, budgets: null })
    expect([(await chat(key)).status, (await chat(key)).status]).toEqual([200, 429])
    await world.ask(`PATCH /keys/${id}`, { limits: null, budgets: [{ usd: '0.000001', per: 'day' }] })
    expect((await chat(key)).status).toBe(402)
    const raised = await world.ask(`PATCH /keys/${id}`, { budgets: [{ usd: 5, per: 'day' }] })
    expect(raised.body).toMatchObject({ limits: null, budgets: [{ usd: 5, per: 'day' }] })
    expect((await chat(key)).status).toBe(200)
    const { body } = await world.ask('GET /audit?limit=3')
    expect(body['data']).toMatchObject([
      { action: 'key.change', object: id, after: { budgets: [{ usd: 5, per: 'day' }] } },
      { action: 'key.change', before: { limits: { requests: 1 } }, after: { limits: null } },
      { action: 'key.change', before: { limits: null }, after: { limits: { requests: 1 } } },
    ])
  })

  it('has a budget with so many digits that nobody is told any budget any more', async () => {
    const member = await world.admin('member', 'red')
    for (const usd of [1e300, 1e21, 1e9, 1e-12, '1'.repeat(30)]) {
      const body = { name: 'app', budgets: [{ usd, per: 'day' }] }
      const { status, body: told } = await world.ask('POST /keys', body, member)
      expect([usd, status, reasonOf(told)]).toEqual([usd, 400, 'invalid_field'])
    }
    expect((await world.ask('GET /budgets?limit=500')).status).toBe(200)
    expect(nanoUsd(1e300)).toBe(10n ** 21n)
  })

  it('keeps its limits through a rotation, and is not changed once it is revoked', async () => {
    const { id } = await world.key({ limits: { requests: 1, per: 'day' } })
    const { body } = await world.ask(`POST /keys/${id}/rotate`, {})
    const next = String(body['key'])
    expect([(await chat(next)).status, (await chat(next)).status]).toEqual([200, 429])
    await world.ask(`DELETE /keys/${id}`)
    expect((await world.ask(`PATCH /keys/${id}`, { limits: null })).status).toBe(409)
  })
})

describe('a team', () => {
  it('has limits that all its keys share, and a key never has more than its team', async () => {
    await world.ask('POST /teams', {
      id: 'small',
      limits: { requests: 3, per: 'hour', concurrency: 5 },
      budgets: [{ usd: 10, per: 'month' }],
    })
    const [a, b] = [await world.key({ team: 'small' }), await world.key({ team: 'small' })]
    const statuses = []
    for (const { key } of [a, b, a, b, a]) statuses.push((await chat(key)).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429])
    const member = await world.admin('member', 'small')
    const asks = [
      { limits: { requests: 4, per: 'hour' } },
      { limits: { requests: 1 } },
      { limits: { concurrency: 6 } },
      { budgets: [{ usd: 11, per: 'day' }] },
      { budgets: [{ usd: '10.000000001', per: 'month' }] },
    ]
    for (const bounds of asks)
      for (const who of [member, world.owner]) {
        const made = await world.ask('POST /keys', { name: 'x', team: 'small', ...bounds }, who)
        expect([made.status, reasonOf(made.body)], JSON.stringify(bounds)).toEqual([403, 'exceeds_team'])
        const changed = await world.ask(`PATCH /keys/${a.id}`, bounds, who)
        expect([changed.status, reasonOf(changed.body)]).toEqual([403, 'exceeds_team'])
      }
    const within = { limits: { requests: 3, per: 'hour' }, budgets: [{ usd: 10, per: 'day' }] }
    expect((await world.ask('POST /keys', { name: 'x', ...within }, member)).status).toBe(201)
  })

  it('is given more by an admin of the organisation alone, and at once', async () => {
    await world.ask('POST /teams', { id: 'tight', limits: { requests: 1, per: 'day' } })
    const { key } = await world.key({ team: 'tight' })
    expect([(await chat(key)).status, (await chat(key)).status]).toEqual([200, 429])
    const own = await world.admin('owner', 'tight')
    const refused = await world.ask('PATCH /teams/tight', { limits: null }, own)
    expect([refused.status, reasonOf(refused.body)]).toEqual([403, 'organisation_only'])
    expect((await world.ask('PUT /limits/team_tight', { by: 'team', requests: 9 })).status).toBe(409)
    await world.ask('PATCH /teams/tight', { limits: { requests: 1000, per: 'day' } })
    expect((await chat(key)).status).toBe(200)
  })
})

describe('limits and budgets of many', () => {
  it('are made, changed and taken away while it runs', async () => {
    const { key } = await world.key()
    const user = { 'x-lucid-user': 'ann' }
    const limit = { by: 'subject', requests: 1, per: 'day' }
    expect(await world.ask('PUT /limits/users', limit)).toMatchObject({
      status: 200,
      body: { of: 'limit', name: 'users', ...limit },
    })
    expect([(await chat(key, user)).status, (await chat(key, user)).status]).toEqual([200, 429])
    expect((await chat(key)).status).toBe(200)
    await world.ask('PUT /limits/users', { ...limit, requests: 1000 })
    expect((await chat(key, user)).status).toBe(200)
    expect((await world.ask('DELETE /limits/users')).status).toBe(200)
    expect((await world.ask('DELETE /limits/users')).status).toBe(404)
    await world.ask('PUT /budgets/all', { by: 'organisation', usd: '0.000000001', per: 'total' })
    const [status, text] = await said(await chat(key))
    expect(status).toBe(402)
    expect(text).not.toContain('begins anew')
    await world.ask('DELETE /budgets/all')
    expect((await chat(key)).status).toBe(200)
    const { body } = await world.ask('GET /audit?limit=5')
    expect((body['data'] as readonly Line[]).map(row => row['action'])).toEqual([
      'budget.delete',
      'budget.set',
      'limit.delete',
      'limit.set',
      'limit.set',
    ])
  })

  it.each([
    ['limits/images-per-user', { by: 'subject', images: 99 }, 409, 'not_made_here'],
    ['limits/key_x-requests', { by: 'key', requests: 9 }, 409, 'not_made_here'],
    ['limits/-x', { by: 'key', requests: 9 }, 400, 'invalid_field'],
    ['limits/x', { by: 'key' }, 400, 'invalid_field'],
    ['limits/x', { by: 'key', requests: 1, name: 'y' }, 400, 'invalid_field'],
    ['budgets/x', { by: 'tag', usd: 1, per: 'day' }, 400, 'invalid_field'],
    ['budgets/x', { by: 'key', usd: '1e9', per: 'day' }, 400, 'invalid_field'],
  ])('PUT /%s refuses %j', async (path, body, status, reason) => {
    const answer = await world.ask(`PUT /${path}`, body)
    expect([answer.status, reasonOf(answer.body)]).toEqual([status, reason])
  })
})

it('two limits of many never count as one, whatever their names come to', async () => {
  const limit = { by: 'subject', requests: 5 }
  await world.ask('PUT /limits/pair', { ...limit, tokens: 900 })
  const refused = await world.ask('PUT /limits/pair-requests', limit)
  expect([refused.status, reasonOf(refused.body)]).toEqual([409, 'name_taken'])
  expect((await world.ask('PUT /limits/pair', { ...limit, tokens: 800 })).status).toBe(200)
  await world.ask('DELETE /limits/pair')
  expect((await world.ask('PUT /limits/pair-requests', limit)).status).toBe(200)
  await world.ask('DELETE /limits/pair-requests')
})

describe('what is in force', () => {
  it('is told with what is used, what is left, and until when, for each holder', async () => {
    const { id, key } = await world.key({ limits: { requests: 10 }, budgets: [{ usd: 2, per: 'day' }] })
    expect(await lineOf('budgets', `${id}-day`)).toMatchObject({ of: id, used_usd: '0', left_usd: '2' })
    await chat(key, { 'x-lucid-user': 'ann' })
    await chat(key)
    expect(await lineOf('limits', id)).toMatchObject({
      from: 'key',
      by: 'key',
      of: id,
      measure: 'requests',
      amount: 10,
      per_seconds: 60,
      used: 2,
      left: 8,
      clear_in_seconds: 12,
    })
    const line = await lineOf('budgets', `${id}-day`)
    expect(line).toMatchObject({ from: 'key', of: id, per: 'day', limit_usd: '2' })
    expect(Number(line?.['used_usd'])).toBeGreaterThan(0)
    expect(Number(line?.['used_usd']) + Number(line?.['left_usd'])).toBeCloseTo(2, 9)
    expect(Date.parse(String(line?.['resets_at'])) % 86_400_000).toBe(0)
  })

  it('has what the config says first, and is told by pages', async () => {
    const [first] = await lines('limits')
    expect(first).toMatchObject({ name: 'images-per-user', from: 'config', measure: 'images' })
    const names: string[] = []
    let after = ''
    do {
      const { body } = await world.ask(`GET /limits?limit=1${after}`)
      names.push(...(body['data'] as readonly Line[]).map(({ name }) => name))
      after = body['next'] === null ? '' : `&after=${encodeURIComponent(String(body['next']))}`
    } while (after !== '')
    expect(names).toEqual((await lines('limits')).map(({ name }) => name))
    expect(names.length).toBeGreaterThan(3)
  })

  it('is told to those who are held to a team as far as it is their team’s', async () => {
    const { id } = await world.key({ team: 'red', limits: { requests: 10 } })
    const { key } = await world.key({ team: 'red' })
    await world.ask('PUT /limits/all-users', { by: 'subject', requests: 100 })
    await chat(key, { 'x-lucid-user': 'ann' })
    const seen = await lines('limits', await world.admin('viewer', 'red'))
    expect(seen.map(({ name, of }) => [name, of])).toEqual([
      ['all-users', 'ann'],
      [id, id],
    ])
    await world.ask('DELETE /limits/all-users')
  })

  it('names the keys and end users of others to those who are held to a team', async () => {
    const { id, key } = await world.key({ team: 'red' })
    const other = await world.key({ name: 'of another' })
    await world.ask('PUT /limits/some', { by: 'key', only: [other.id, id, 'key_*'], requests: 100 })
    await chat(key)
    const line = (who?: string) => lines('limits', who).then(all => all.find(one => one.of === id))
    expect((await line())?.['only']).toEqual([other.id, id, 'key_*'])
    expect((await line(await world.admin('viewer', 'red')))?.['only']).toEqual([id, 'key_*'])
    await world.ask('DELETE /limits/some')
  })
})

it('all of it is there again after a restart', async () => {
  await using first = await adminWorld({ config: { ledger: { on: true } } })
  await first.ask('POST /teams', { id: 'red', budgets: [{ usd: '0.000001', per: 'total' }] })
  const limited = await first.key({ limits: { requests: 1, per: 'day' } })
  const poor = await first.key({ team: 'red' })
  await first.ask('PUT /limits/users', { by: 'subject', requests: 1, per: 'day' })
  await first.host.gateway.close({ drainMs: 0 })
  await using next = disposable(
    await startGateway({
      cwd: first.host.cwd,
      port: 0,
      plugins: [scriptedPlugin().plugin],
      write: () => {},
      env: { SCRIPTED_KEY: canary, LUCID_ADMIN_KEY: first.owner },
      config: { plugins: [], ledger: { on: true } },
    }),
  )
  const status = async (key: string, headers = {}) => (await chat(key, headers, next.url)).status
  expect([await status(limited.key), await status(limited.key), await status(poor.key)]).toEqual([
    200, 429, 402,
  ])
  const free = await fetch(`${next.url}/admin/v1/limits`, {
    headers: { authorization: `Bearer ${first.owner}` },
  })
  expect(await free.text()).toContain('"name":"users"')
})
