import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newKey } from '../access/app-key.ts'
import { makeKey } from '../access/key-format.ts'
import { type AdminRole, adminRoles } from '../keys/rows.ts'
import { accessMatrix } from '../routes/access-matrix.ts'
import { routes } from '../routes/table.ts'
import { adminWorld, type AdminWorld } from '../testing/admin-world.ts'
import { testGateway } from '../testing/test-gateway.ts'
import { isAtLeast } from './admin.ts'

const roleRows = accessMatrix(routes).filter(({ path }) => path.startsWith('/admin/'))
const table = roleRows.map(({ method, path, access }) => ({ line: `${method} ${path.slice(9)}`, access }))

/** A body that each path takes, so that nothing but the role stands in the way. */
const bodies: Readonly<Record<string, object>> = {
  'POST /keys': { name: 'app' },
  'POST /admins': { name: 'new', role: 'viewer' },
  'POST /keys/{id}/rotate': {},
  'POST /admins/{id}/rotate': {},
  'PATCH /keys/{id}': { limits: { requests: 5 } },
  'PATCH /teams/{id}': { limits: { requests: 50 } },
  'PUT /limits/{id}': { by: 'subject', requests: 1000 },
  'PUT /budgets/{id}': { by: 'subject', usd: 1000, per: 'day' },
}

let world: AdminWorld
let admins: Readonly<Record<string, string>>
beforeAll(async () => {
  world = await adminWorld()
  for (const id of ['red', 'blue']) await world.ask('POST /teams', { id })
  const made: Record<string, string> = {}
  for (const role of adminRoles) {
    made[role] = await world.admin(role)
    made[`red ${role}`] = await world.admin(role, 'red')
  }
  admins = made
})
afterAll(() => world[Symbol.asyncDispose]())

let count = 0
/** What a path is asked for, made anew each time: deeds undo what they are done to. */
async function target(line: string, team: string): Promise<string> {
  if (line.includes('/teams/{id}')) {
    const id = `team-${++count}`
    await world.ask('POST /teams', { id })
    return id
  }
  const [, rules] = /\/(limits|budgets)\/\{id\}/.exec(line) ?? []
  if (rules !== undefined) {
    const id = `rule-${++count}`
    await world.ask(`PUT /${rules}/${id}`, bodies[`PUT /${rules}/{id}`])
    return id
  }
  if (line.includes('/admins/{id}'))
    return String((await world.ask('POST /admins', { name: 'a', role: 'viewer', team })).body['id'])
  return (await world.key({ team })).id
}

async function asked(line: string, key: string, id: string) {
  const body = line === 'POST /teams' ? { id: `team-${++count}` } : bodies[line]
  return world.ask(line.replace('{id}', id), body, key)
}

describe('each path of admins', () => {
  it('asks for a role', () => {
    expect(table.length).toBeGreaterThan(10)
    for (const { access, line } of table) expect(adminRoles, line).toContain(access)
  })

  it.each(table)('$line takes $access or above, and says so to the others', async ({ line, access }) => {
    for (const role of adminRoles) {
      const { status, body } = await asked(line, admins[role] ?? '', await target(line, 'red'))
      const may = isAtLeast(role, access as AdminRole)
      expect([role, may ? status < 300 : status]).toEqual([role, may ? true : 403])
      if (!may) expect(body).toMatchObject({ error: { code: 'permission', reason: 'role_too_low' } })
    }
  })

  it.each(table.filter(({ line }) => line.includes('{id}')))(
    "$line: another team's id is answered as one that nobody has",
    async ({ line, access }) => {
      const theirs = await target(line, 'blue')
      for (const role of adminRoles.filter(one => isAtLeast(one, access as AdminRole))) {
        const key = admins[`red ${role}`] ?? ''
        const [real, none] = [await asked(line, key, theirs), await asked(line, key, 'none')]
        const isOrganisations = /^(?:PATCH|DELETE) \/teams|\/(?:limits|budgets)\//.test(line)
        expect(real.status, role).toBe(isOrganisations ? 403 : 404)
        expect(real.text.replaceAll(theirs, 'none').replace(/req_[\w-]+/, '')).toBe(
          none.text.replace(/req_[\w-]+/, ''),
        )
      }
      const whole = await asked(line, world.owner, theirs)
      expect(whole.status).toBe(200)
    },
  )

  it('tells nobody of a key that is not an admin key', async () => {
    const { key } = await world.key()
    const keys = [key, newKey(), makeKey('lucid_admin_'), 'x', `${world.owner}x`]
    for (const { line } of table) {
      for (const wrong of keys) {
        const { status, body } = await asked(line, wrong, 'none')
        const reason = wrong === `${world.owner}x` ? 'mistyped_key' : 'unknown_key'
        expect([status, body]).toMatchObject([401, { error: { code: 'auth', reason } }])
      }
      const bare = await fetch(`${world.host.url}/admin/v1${line.split(' ')[1] ?? ''}`, {
        method: line.split(' ')[0] ?? '',
      })
      expect(bare.status).toBe(401)
    }
  })

  it('is not open to this machine, also while nobody needs a key to call', async () => {
    await using host = await testGateway()
    expect(host.gateway.keyless).toBe(true)
    for (const { method, path } of roleRows)
      expect((await fetch(host.url + path.replace('{id}', 'none'), { method })).status).toBe(401)
  })

  it('lists to those who are held to a team nothing but what is theirs', async () => {
    await world.key({ team: 'blue', name: 'blue-secret' })
    await world.key({ name: 'nobodys' })
    const owner = admins['red owner'] ?? ''
    for (const path of ['/keys', '/teams', '/admins', '/audit', '/accounts', '/limits', '/budgets']) {
      const { status, text } = await world.ask(
        `GET ${path}?limit=500`.replace('/accounts?limit=500', '/accounts'),
        undefined,
        owner,
      )
      expect(status).toBe(200)
      expect(text, path).not.toMatch(/"team":null|"team":"blue"|blue|nobodys|"missing"/)
    }
  })
})

describe('nobody gives more than they have', () => {
  it.each([
    ['admin', { name: 'x', role: 'owner' }, 403],
    ['admin', { name: 'x', role: 'admin' }, 201],
    ['red owner', { name: 'x', role: 'owner', team: 'blue' }, 404],
    ['red owner', { name: 'x', role: 'owner', team: 'none' }, 404],
  ] as const)('%s makes an admin %j: %i', async (who, body, expected) => {
    expect((await world.ask('POST /admins', body, admins[who])).status).toBe(expected)
  })

  it('and what they make without saying whose it is, is their own team’s', async () => {
    const key = await world.ask('POST /keys', { name: 'x' }, admins['red member'])
    const admin = await world.ask('POST /admins', { name: 'x', role: 'viewer' }, admins['red admin'])
    expect([key.body['team'], admin.body['team']]).toEqual(['red', 'red'])
    expect((await world.ask('POST /keys', { name: 'x', team: 'blue' }, admins['red member'])).status).toBe(
      404,
    )
    expect((await world.ask('POST /teams', { id: 'green' }, admins['red owner'])).body).toMatchObject({
      error: { reason: 'organisation_only' },
    })
  })

  it('nor takes it from those above', async () => {
    const { body } = await world.ask('POST /admins', { name: 'boss', role: 'owner' })
    const { status } = await world.ask(`DELETE /admins/${String(body['id'])}`, undefined, admins['admin'])
    expect(status).toBe(403)
  })

  it.each([
    ['/keys', { name: 'x', role: 'owner' }],
    ['/keys', { name: 'x', hash: 'ff' }],
    ['/keys', { name: 'x', key: newKey() }],
    ['/keys', { name: 'x', id: 'key_mine' }],
    ['/keys', { name: 'x', scopes: {} }],
    ['/keys', { name: 'x', createdBy: 'me' }],
    ['/keys', JSON.parse('{ "name": "x", "__proto__": { "team": "blue" } }') as object],
    ['/keys', { name: 'x', expires_at: '2001-01-01T00:00:00Z' }],
    ['/keys', { name: 'x', expires_at: 'tomorrow' }],
    ['/keys', { name: 'x', kinds: 'chat.*' }],
    ['/keys', { name: 'x', kinds: [] }],
    ['/keys', { name: 'x', limits: {} }],
    ['/keys', { name: 'x', limits: { requests: 0 } }],
    ['/keys', { name: 'x', limits: { requests: 1, by: 'team' } }],
    ['/keys', { name: 'x', limited: true }],
    ['/keys', { name: 'x', budgets: [{ usd: -1, per: 'day' }] }],
    ['/keys', { name: 'x', budgets: [{ usd: 1, per: 'day', name: 'mine' }] }],
    ['/teams', { id: 'x', budgets: [{ usd: 1 }] }],
    ['/keys', { name: 'x', routes: ['v1/chat'] }],
    ['/keys', {}],
    ['/admins', { name: 'x', role: 'root' }],
    ['/admins', { name: 'x', role: 'viewer', hash: 'ff' }],
    ['/teams', { id: 'Not A Slug' }],
    ['/teams', { id: 'x', created_by: 'me' }],
  ])('POST %s refuses %j', async (path, body) => {
    const { status, body: told } = await world.ask(`POST ${path}`, body)
    expect([status, told]).toMatchObject([
      400,
      { error: { reason: 'invalid_field', hint: expect.any(String) } },
    ])
  })
})
