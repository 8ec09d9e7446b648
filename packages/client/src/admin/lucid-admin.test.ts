import { afterAll, beforeAll, expect, it } from 'vitest'
import { LucidAdmin } from '../admin.ts'
import { hello, type TestHost, testHost } from '../testing/test-host.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
  await host.admin.teams.create({ id: 'red' })
})
afterAll(() => host[Symbol.asyncDispose]())

async function rows<T>(list: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const row of list) found.push(row)
  return found
}

it('makes, shows, rotates and revokes a key', async () => {
  const { admin } = host
  const made = await admin.keys.create({ name: 'site', team: 'red', kinds: ['chat.*'], models: ['*'] })
  expect((await host.client({ key: made.key }).chat(hello)).provider).toBe('scripted')
  const rotated = await admin.keys.rotate(made.id, { overlap_seconds: 0 })
  await expect(host.client({ key: made.key }).chat(hello)).rejects.toMatchObject({ reason: 'rotated_key' })
  expect((await admin.keys.get(made.id)).team).toBe('red')
  expect((await admin.keys.revoke(made.id)).status).toBe('revoked')
  await expect(host.client({ key: rotated.key }).chat(hello)).rejects.toMatchObject({
    status: 401,
    reason: 'revoked_key',
  })
})

it('lists by pages, and all of them', async () => {
  for (const name of ['a', 'b', 'c']) await host.admin.keys.create({ name })
  const { data, next } = await host.admin.keys.list({ limit: 2 })
  expect([data.length, typeof next]).toEqual([2, 'string'])
  const all = await rows(host.admin.keys.all({ limit: 2 }))
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  expect(all.length).toBeGreaterThan(3)
})

it('has teams, admins and accounts', async () => {
  const { admin } = host
  await admin.teams.create({ id: 'blue', name: 'Blue' })
  expect((await admin.teams.get('blue')).name).toBe('Blue')
  expect((await admin.teams.delete('blue')).id).toBe('blue')
  expect((await rows(admin.teams.all())).map(({ id }) => id)).toEqual(['red'])
  const ana = await admin.admins.create({ name: 'ana', role: 'viewer' })
  const viewer = new LucidAdmin({ baseUrl: host.gateway.url, adminKey: ana.key ?? '' })
  await expect(viewer.keys.create({ name: 'x' })).rejects.toMatchObject({ reason: 'role_too_low' })
  expect((await admin.admins.revoke(ana.id)).status).toBe('revoked')
  expect((await admin.admins.list()).data.map(({ name }) => name)).toContain('ana')
  expect((await admin.accounts()).map(({ name }) => name)).toEqual(['scripted', 'demo'])
})

it('sets limits and budgets, and tells how they stand', async () => {
  const { admin } = host
  const { id } = await admin.keys.create({ name: 'held', limits: { requests: 5, per: 'minute' } })
  expect((await admin.keys.change(id, { budgets: [{ usd: 1, per: 'day' }] })).budgets).toHaveLength(1)
  await admin.limits.set('per-user', { by: 'subject', requests: 30, per: 'minute' })
  await admin.budgets.set('projects', { by: 'tag', tag: 'project', usd: '2.5', per: 'month' })
  expect((await rows(admin.limits.all())).map(({ name }) => name)).toContain('per-user')
  expect((await rows(admin.budgets.all())).find(({ name }) => name === 'projects')).toMatchObject({
    limit_usd: '2.5',
  })
  await admin.limits.delete('per-user')
  await admin.budgets.delete('projects')
  expect((await rows(admin.limits.all())).map(({ name }) => name)).not.toContain('per-user')
})

it('adds up what was used, lists calls, and tells what admins did', async () => {
  const { key = '' } = await host.admin.keys.create({ name: 'of red', team: 'red' })
  await host.client({ key }).chat(hello, { tags: { project: 'atlas' } })
  const usage = () => host.admin.usage({ by: ['team', 'tag:project'], 'tag:project': 'atlas' })
  while ((await usage()).length === 0) await new Promise(setImmediate)
  expect(await usage()).toMatchObject([
    { of: { team: 'red', 'tag:project': 'atlas' }, calls: 1, cost_usd: '0.005' },
  ])
  expect((await host.admin.calls.list({ team: 'red', limit: 1 })).data).toMatchObject([
    { asked: 'scripted/echo', tags: { project: 'atlas' } },
  ])
  const [latest] = (await host.admin.audit.list({ limit: 1 })).data
  expect(latest).toMatchObject({ action: 'key.create', outcome: 'done' })
})

it('is not let in with a key of an application, and changes are not sent twice', async () => {
  const stranger = new LucidAdmin({ baseUrl: host.gateway.url, adminKey: host.key })
  await expect(stranger.usage()).rejects.toMatchObject({ status: 401, reason: 'unknown_key' })
  host.line.faults.push('lose')
  const admin = new LucidAdmin({ baseUrl: host.line.url, adminKey: host.adminKey })
  await expect(admin.keys.create({ name: 'lost' })).rejects.toMatchObject({ code: 'network' })
  expect(host.line.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
})
