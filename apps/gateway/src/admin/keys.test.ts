import { mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '@lucid-gateway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newKey } from '../access/app-key.ts'
import { makeKey } from '../access/key-format.ts'
import { type FirstAdmin, keepFirstAdmin } from './first-admin.ts'
import { banner } from '../cli/banner.ts'
import { adminWorld, type AdminWorld } from '../testing/admin-world.ts'
import { testGateway } from '../testing/test-gateway.ts'

let world: AdminWorld
beforeAll(async () => {
  world = await adminWorld({ logLevel: 'debug', env: { LUCID_API_KEY: newKey() } })
  await world.ask('POST /teams', { id: 'red', name: 'The red team' })
})
afterAll(() => world[Symbol.asyncDispose]())

describe('a key of an application', () => {
  it('serves from the moment it is made to the moment it is revoked', async () => {
    const { id, key } = await world.key({ team: 'red' })
    expect(await world.call(key)).toEqual([200, undefined])
    const { status, body } = await world.ask(`DELETE /keys/${id}`)
    expect([status, body['status']]).toEqual([200, 'revoked'])
    expect(await world.call(key)).toEqual([401, 'revoked_key'])
    expect((await world.ask(`DELETE /keys/${id}`)).status).toBe(409)
    expect((await world.ask(`POST /keys/${id}/rotate`, {})).status).toBe(409)
    expect((await world.ask(`GET /keys/${id}`)).body).toMatchObject({ status: 'revoked', team: 'red' })
  })

  it('is rotated: both are good for a while, or the new one alone at once, and what was its stays its', async () => {
    const { id, key } = await world.key()
    const messages = [{ role: 'user', content: 'hi' }]
    const answer = await world.host.post(
      '/v1/chat',
      { model: 'scripted/echo', messages },
      {
        authorization: `Bearer ${key}`,
      },
    )
    const call = answer.headers.get('x-lucid-request-id') ?? ''
    const next = (await world.ask(`POST /keys/${id}/rotate`, { overlap_seconds: 60 })).body
    expect(next).toMatchObject({ id, overlap_until: expect.any(String) })
    expect(await world.call(key)).toEqual([200, undefined])
    expect(await world.call(String(next['key']))).toEqual([200, undefined])
    const found = await fetch(`${world.host.url}/v1/calls/${call}`, {
      headers: { authorization: `Bearer ${String(next['key'])}` },
    })
    expect(found.status).toBe(200)
    const last = (await world.ask(`POST /keys/${id}/rotate`, { overlap_seconds: 0 })).body
    expect(await world.call(String(next['key']))).toEqual([401, 'rotated_key'])
    // Whoever lets a key end at once means none of those before it to go on.
    expect(await world.call(key)).toEqual([401, 'rotated_key'])
    expect(await world.call(String(last['key']))).toEqual([200, undefined])
  })

  it.each([
    ['routes', { routes: ['/v1/chat/*'] }, '/v1/chat/completions', 200],
    ['routes', { routes: ['/v1/chat/*'] }, '/v1/chat', 403],
    ['routes', { routes: ['/v1/chat'] }, '/v1/chat?x=/v1/chat/completions', 200],
    ['routes', { routes: ['/v1/chat'] }, '/v1/chat/completions?/v1/chat', 403],
    ['routes', { routes: ['/v1/chat'] }, '/v1/run/%63hat', 403],
    ['capabilities', { capabilities: ['embedding'] }, '/v1/chat', 403],
    ['models', { models: ['scripted/other'] }, '/v1/chat', 403],
    ['models', { models: ['scripted/*'] }, '/v1/chat', 200],
    ['kinds', { kinds: ['chat.default'] }, '/v1/chat', 403],
    ['channel', { channel: 'fast', channels: ['fast'] }, '/v1/chat', 200],
  ] as const)('is held to its %s: %j at %s: %i', async (_what, scopes, path, status) => {
    const { key } = await world.key(scopes)
    expect((await world.call(key, path))[0]).toBe(status)
  })

  it("is told of a slip, and a call's record names its team", async () => {
    const { key, id } = await world.key({ team: 'red' })
    expect(await world.call(key.slice(0, -1))).toEqual([401, 'mistyped_key'])
    const messages = [{ role: 'user', content: 'hi' }]
    const answer = await world.host.post(
      '/v1/chat',
      { model: 'scripted/echo', messages },
      {
        authorization: `Bearer ${key}`,
      },
    )
    const call = await world.host.gateway.runtime.find(answer.headers.get('x-lucid-request-id') ?? '')
    expect(call?.record.principal).toEqual({ organisation: 'default', key: id, team: 'red' })
  })

  it('of the same name is another key, and finds nothing of the first', async () => {
    const [one, other] = [await world.key({ name: 'env' }), await world.key({ name: 'env' })]
    const messages = [{ role: 'user', content: 'hi' }]
    const answer = await world.host.post(
      '/v1/chat',
      { model: 'scripted/echo', messages },
      {
        authorization: `Bearer ${one.key}`,
      },
    )
    const path = `/v1/calls/${answer.headers.get('x-lucid-request-id') ?? ''}`
    const found = await fetch(world.host.url + path, { headers: { authorization: `Bearer ${other.key}` } })
    expect(found.status).toBe(404)
  })

  it('of the config is listed, and changed there alone', async () => {
    const { body } = await world.ask('GET /keys')
    expect((body['data'] as object[])[0]).toMatchObject({
      id: 'config:env',
      from: 'config',
      status: 'active',
    })
    expect((await world.ask('GET /keys/config:env')).status).toBe(200)
    for (const line of ['DELETE /keys/config:env', 'POST /keys/config:env/rotate'])
      expect((await world.ask(line)).body).toMatchObject({ error: { reason: 'not_made_here' } })
  })

  it('is in a list by pages, each once', async () => {
    for (let count = 0; count < 5; count++) await world.key({ name: `paged-${count}` })
    const seen: string[] = []
    let after = ''
    do {
      const { body } = await world.ask(`GET /keys?limit=2${after}`)
      seen.push(...(body['data'] as { id: string }[]).map(({ id }) => id))
      after = body['next'] === null ? '' : `&after=${String(body['next'])}`
    } while (after !== '')
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThan(5)
    for (const bad of ['limit=0', 'limit=x', 'limit=501', 'team=blue'])
      expect((await world.ask(`GET /keys?${bad}`)).status).toBe(400)
  })
})

describe('a gateway without keys', () => {
  it('needs one from all from the first that is made on, and still after that is revoked', async () => {
    await using keyless = await adminWorld()
    const post = () =>
      keyless.host.post('/v1/chat', { model: 'scripted/echo', messages: [{ role: 'user', content: 'x' }] })
    expect((await post()).status).toBe(200)
    const { id, key } = await keyless.key()
    expect((await post()).status).toBe(401)
    expect(keyless.host.logged()).toContain('the first key was made')
    expect(await keyless.call(key)).toEqual([200, undefined])
    await keyless.ask(`DELETE /keys/${id}`)
    expect((await post()).status).toBe(401)
    expect(keyless.host.gateway.keyless).toBe(false)
    await keyless.host.gateway.reload()
  })
})

describe('the first admin key', () => {
  it('is made once for a data folder, and is good at the next start', async () => {
    await using host = await testGateway()
    const key = host.gateway.firstAdminKey ?? ''
    const ask = async (url: string) =>
      (await fetch(`${url}/admin/v1/admins`, { headers: { authorization: `Bearer ${key}` } })).status
    expect(await ask(host.url)).toBe(200)
    expect(banner(host.gateway).split(key)).toHaveLength(2)
    const file = join(host.cwd, 'data', 'first-admin-key.json')
    expect(await readFile(file, 'utf8')).not.toContain(key)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(host.logged()).not.toContain(key)
    await host.gateway.close({ drainMs: 0 })
    await using again = await testGateway({ cwd: host.cwd })
    expect(again.gateway.firstAdminKey).toBeUndefined()
    expect(banner(again.gateway)).not.toContain('Admin')
    expect(await ask(again.url)).toBe(200)
    await again.gateway.close({ drainMs: 0 })
    await using other = await testGateway({
      cwd: host.cwd,
      env: { LUCID_ADMIN_KEY: makeKey('lucid_admin_') },
    })
    expect(await ask(other.url)).toBe(401)
  })

  it('of the environment must be a good one', async () => {
    await expect(testGateway({ env: { LUCID_ADMIN_KEY: 'change-me-change-me-change-me' } })).rejects.toThrow(
      'LUCID_ADMIN_KEY',
    )
  })

  it('that can not be kept is not shown, and calls are served', async () => {
    const data = await mkdtemp(join(tmpdir(), 'lucid-data-'))
    // It is not there to be read, and can't be made.
    await symlink(join(data, 'nowhere'), join(data, 'first-admin-key.json'))
    await using host = await testGateway({ env: { LUCID_DATA_DIR: data } })
    expect(host.gateway.firstAdminKey).toBeUndefined()
    expect(host.logged()).toContain('the first admin key could not be kept')
    const answer = await host.post('/v1/chat', {
      model: 'scripted/echo',
      messages: [{ role: 'user', content: 'x' }],
    })
    expect(answer.status).toBe(200)
    await rm(data, { recursive: true })
  })
})

it('two gateways that start at once in one data folder have the same first admin', async () => {
  await using host = await testGateway()
  const file = join(host.cwd, 'data', 'first-admin-key.json')
  const late = { fixed: { digest: new Uint8Array(32) }, fresh: 'lucid_admin_late', file } as FirstAdmin
  const found = await keepFirstAdmin(late, silentLog)
  expect(found?.fresh).toBeUndefined()
  expect(Buffer.from(found?.fixed.digest ?? []).toString('hex')).toMatch(/[1-9a-f]/)
})

describe('the audit', () => {
  it('tells who did what to which object, before and after, the latest first', async () => {
    await using own = await adminWorld()
    await own.ask('POST /teams', { id: 'red' })
    const { id } = await own.key({ team: 'red', kinds: ['chat.*'] })
    await own.ask(`POST /keys/${id}/rotate`, {})
    const { body: admin } = await own.ask('POST /admins', { name: 'ana', role: 'member', team: 'red' })
    await own.ask(`DELETE /keys/${id}`, undefined, String(admin['key']))
    await own.ask(`DELETE /admins/${String(admin['id'])}`)
    await own.ask('DELETE /teams/red')
    await own.ask('POST /teams', { id: 'Bad' })
    const { body } = await own.ask('GET /audit?limit=3')
    const rest = (await own.ask(`GET /audit?after=${String(body['next'])}`)).body
    const rows = [...(body['data'] as Row[]), ...(rest['data'] as Row[])]
    expect(rows.map(({ action }) => action)).toEqual([
      'team.delete',
      'admin.revoke',
      'key.revoke',
      'admin.create',
      'key.rotate',
      'key.create',
      'team.create',
    ])
    expect(rows[2]).toMatchObject({
      object: id,
      team: 'red',
      outcome: 'done',
      admin: admin['id'],
      admin_name: 'ana',
      before: { status: 'active', kinds: ['chat.*'] },
      after: { status: 'revoked' },
      request: expect.stringMatching(/^req_/),
      address: '127.0.0.1',
      at: expect.stringMatching(/Z$/),
    })
  })

  it('is told first: what could not be told was not done', async () => {
    await using own = await adminWorld()
    const { store } = own.host.gateway.runtime.ports
    const insert = store.insert.bind(store)
    store.insert = async (table, id, value) => {
      if (table === 'audit') throw new Error('full')
      return insert(table, id, value)
    }
    expect((await own.ask('POST /keys', { name: 'x' })).status).toBe(500)
    expect(await store.list('keys')).toEqual([])
    store.insert = async (table, id, value) => {
      if (table === 'keys') throw new Error('full')
      return insert(table, id, value)
    }
    expect((await own.ask('POST /keys', { name: 'x' })).status).toBe(500)
    const rows = (await own.ask('GET /audit')).body['data'] as Row[]
    expect(rows.map(({ outcome }) => outcome)).toEqual(['failed', 'done'])
  })
})

interface Row {
  readonly action: string
  readonly outcome: string
}

describe('a team', () => {
  it('is not deleted while somebody acts in its name, nor made twice', async () => {
    await using own = await adminWorld()
    await own.ask('POST /teams', { id: 'red' })
    expect((await own.ask('POST /teams', { id: 'red' })).body).toMatchObject({
      error: { reason: 'team_exists' },
    })
    const { id } = await own.key({ team: 'red' })
    expect((await own.ask('DELETE /teams/red')).body).toMatchObject({ error: { reason: 'team_in_use' } })
    await own.ask(`DELETE /keys/${id}`)
    expect((await own.ask('DELETE /teams/red')).status).toBe(200)
    expect((await own.ask('GET /teams/red')).status).toBe(404)
    expect((await own.ask('GET /teams')).body['data']).toEqual([])
    expect((await own.ask('POST /keys', { name: 'x', team: 'red' })).status).toBe(404)
    // Whoever got its id would get its past as well.
    expect((await own.ask('POST /teams', { id: 'red' })).body).toMatchObject({
      error: { reason: 'team_exists' },
    })
  })
})

describe('keys and their hashes', () => {
  it('are in no row, answer but the one that makes them, or line of the log', async () => {
    await using own = await adminWorld({ logLevel: 'debug' })
    const { id, key } = await own.key()
    const next = String((await own.ask(`POST /keys/${id}/rotate`, {})).body['key'])
    const admin = await own.admin('admin')
    const told: string[] = []
    for (const path of ['/keys', `/keys/${id}`, '/admins', '/audit', '/teams', '/accounts', '/nothing'])
      told.push((await own.ask(`GET ${path}`, undefined, admin)).text)
    for (const wrong of [key, next, admin]) {
      told.push((await own.ask('GET /keys', undefined, `${wrong}x`)).text)
      told.push(
        (await own.ask('POST /keys', { name: wrong.slice(0, 60), [wrong]: 1 })).text.replaceAll(wrong, ''),
      )
    }
    const { store } = own.host.gateway.runtime.ports
    const rows = await Promise.all(
      ['keys', 'key-index', 'admins', 'teams', 'audit'].map(table => store.list(table)),
    )
    const hashes = rows
      .flat()
      .flatMap(({ value }) => (typeof value['hash'] === 'string' ? value['hash'] : []))
    expect(hashes).toHaveLength(2)
    for (const secret of [key, next, admin, own.owner]) {
      expect(told.join('\n')).not.toContain(secret.slice(-45))
      expect(JSON.stringify(rows)).not.toContain(secret.slice(-45))
      expect(own.host.logged()).not.toContain(secret.slice(-45))
    }
    for (const hash of hashes) expect(told.join('\n') + own.host.logged()).not.toContain(hash)
  })
})
