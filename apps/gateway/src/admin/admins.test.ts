import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminWorld, type AdminWorld } from '../testing/admin-world.ts'

let world: AdminWorld
beforeAll(async () => {
  world = await adminWorld()
  await world.ask('POST /teams', { id: 'red' })
})
afterAll(() => world[Symbol.asyncDispose]())

const reasonOf = (body: Readonly<Record<string, unknown>>) => (body['error'] as { reason?: string }).reason
const made = async (facts: object, by?: string) => {
  const { status, body } = await world.ask('POST /admins', { name: 'ana', role: 'member', ...facts }, by)
  return { status, body, id: String(body['id']), key: String(body['key']) }
}
const later = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()

describe('an admin', () => {
  it('is rotated: both keys are good for a while, or the new one alone at once', async () => {
    const { id, key } = await made({ role: 'admin' })
    const first = await world.ask(`POST /admins/${id}/rotate`, {})
    expect(first.body).toMatchObject({ id, status: 'active', key: expect.stringMatching(/^lucid_admin_/) })
    expect(Date.parse(String(first.body['overlap_until'])) - Date.now()).toBeGreaterThan(86_000_000)
    const next = String(first.body['key'])
    for (const good of [key, next]) expect((await world.ask('GET /keys', undefined, good)).status).toBe(200)
    const second = await world.ask(`POST /admins/${id}/rotate`, { overlap_seconds: 0 })
    for (const old of [key, next]) {
      const { status, body } = await world.ask('GET /keys', undefined, old)
      expect([status, reasonOf(body)]).toEqual([401, 'rotated_key'])
    }
    const last = String(second.body['key'])
    expect((await world.ask('GET /keys', undefined, last)).status).toBe(200)
    const { body } = await world.ask('GET /audit?limit=2')
    expect(body['data']).toMatchObject([
      { action: 'admin.rotate', object: id },
      { action: 'admin.rotate', object: id },
    ])
    expect(JSON.stringify(body)).not.toContain(last)
    expect((await world.ask(`GET /admins/${id}`)).text).not.toMatch(/hash|former/)
  })

  it('may itself rotate its key, and nobody the key of one above', async () => {
    const { id, key } = await made({ role: 'admin' })
    expect((await world.ask(`POST /admins/${id}/rotate`, {}, key)).status).toBe(200)
    const boss = await made({ role: 'owner' })
    const refused = await world.ask(`POST /admins/${boss.id}/rotate`, {}, key)
    expect([refused.status, reasonOf(refused.body)]).toEqual([403, 'role_too_low'])
    const fixed = await world.ask('POST /admins/adm_env/rotate', {})
    expect([fixed.status, reasonOf(fixed.body)]).toEqual([409, 'not_made_here'])
  })

  it('has an end where one is said, and makes nobody who stays longer', async () => {
    const { key, body } = await made({ role: 'admin', expires_at: later(2) })
    expect(body).toMatchObject({ status: 'active', expires_at: expect.stringMatching(/Z$/) })
    const longer = await made({ expires_at: later(3) }, key)
    expect([longer.status, reasonOf(longer.body)]).toEqual([403, 'outlives_maker'])
    expect((await made({ expires_at: later(1) }, key)).status).toBe(201)
    expect((await made({}, key)).body).toMatchObject({ expires_at: body['expires_at'] })
    expect((await made({ expires_at: '2001-01-01T00:00:00Z' })).status).toBe(400)
  })

  it('whose time runs out rotates the key of one who stays, and has that', async () => {
    const { id, key } = await made({ role: 'admin', expires_at: later(2) })
    const longer = await made({ role: 'viewer', expires_at: later(3) })
    const ever = await made({ role: 'admin' })
    for (const other of [longer, ever]) {
      const { status, body } = await world.ask(`POST /admins/${other.id}/rotate`, {}, key)
      expect([status, reasonOf(body)]).toEqual([403, 'outlives_maker'])
    }
    expect((await world.ask(`POST /admins/${id}/rotate`, {}, key)).status).toBe(200)
    expect((await world.ask(`POST /admins/${longer.id}/rotate`, {}, ever.key)).status).toBe(200)
  })

  it('that is revoked stops at once, and is rotated no more', async () => {
    const { id, key } = await made({ role: 'owner' })
    expect((await world.ask('GET /keys', undefined, key)).status).toBe(200)
    await world.ask(`DELETE /admins/${id}`)
    const { status, body } = await world.ask('GET /keys', undefined, key)
    expect([status, reasonOf(body)]).toEqual([401, 'revoked_key'])
    expect((await world.ask(`POST /admins/${id}/rotate`, {})).status).toBe(404)
    expect((await world.ask(`GET /admins/${id}`)).body).toMatchObject({ status: 'revoked' })
  })
})
