import type { IncomingMessage } from 'node:http'
import { manualClock, memoryStore } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { digestOf } from '../access/app-key.ts'
import { makeKey } from '../access/key-format.ts'
import { AdminStore, type MadeAdmin, type NewAdmin } from '../keys/admin-store.ts'
import { createAdminGate } from './admin-gate.ts'

const hour = 3_600_000

/** Two processes with one Store. */
function world() {
  const [clock, store] = [manualClock(1000), memoryStore()]
  const [here, there] = [new AdminStore({ store, clock }), new AdminStore({ store, clock })]
  const first = makeKey('lucid_admin_')
  const admin = { id: 'adm_first', name: 'first', role: 'owner', team: null } as const
  const fixed = { admin, digest: digestOf(first), from: 'data folder' } as const
  const gates = [here, there].map(admins => createAdminGate(admins, () => fixed))
  const ask = (key: string) =>
    Promise.all(
      gates.map(gate =>
        gate({ headers: { authorization: `Bearer ${key}` } } as IncomingMessage, 'viewer').then(
          ({ name, role }) => `${name} ${role}`,
          (error: { readonly reason: string }) => error.reason,
        ),
      ),
    )
  return {
    clock,
    here,
    first,
    ask,
    async make(facts: Partial<NewAdmin> = {}): Promise<MadeAdmin> {
      const asked = {
        name: 'ana',
        role: 'member',
        team: null,
        createdBy: 'adm_first',
        expiresAt: null,
      } as const
      const made = here.draft({ ...asked, ...facts })
      await here.keep(made)
      return made
    },
    async entry(id: string) {
      const found = await here.get(id)
      if (!found) throw new Error('not kept')
      return found
    },
  }
}

it('an admin that is revoked is let in nowhere any more, by none of its keys', async () => {
  const { here, make, entry, ask } = world()
  const { id, key } = await make()
  const { key: next, row } = here.rotation(await entry(id), hour)
  await here.rotate(await entry(id), { id, key: next, row })
  expect([await ask(key), await ask(next)]).toEqual([
    ['ana member', 'ana member'],
    ['ana member', 'ana member'],
  ])
  await here.revoke(await entry(id), here.revocation(await entry(id)))
  for (const one of [key, next]) expect(await ask(one)).toEqual(['revoked_key', 'revoked_key'])
})

it('an admin whose time is over is let in no more from that moment on', async () => {
  const { clock, make, ask } = world()
  const { key } = await make({ expiresAt: 1000 + hour })
  await clock.advance(hour - 1)
  expect(await ask(key)).toEqual(['ana member', 'ana member'])
  await clock.advance(1)
  expect(await ask(key)).toEqual(['expired_key', 'expired_key'])
})

it('a key that was rotated is good for its overlap, and none before it for longer', async () => {
  const { clock, here, make, entry, ask } = world()
  const { id, key: one } = await make()
  const rotate = async (overlapMs: number): Promise<string> => {
    const made = here.rotation(await entry(id), overlapMs)
    await here.rotate(await entry(id), made)
    return made.key
  }
  const two = await rotate(2 * hour)
  expect(await ask(one)).toEqual(['ana member', 'ana member'])
  const three = await rotate(hour)
  await clock.advance(hour)
  for (const former of [one, two]) expect(await ask(former)).toEqual(['rotated_key', 'rotated_key'])
  expect(await ask(three)).toEqual(['ana member', 'ana member'])
  const four = await rotate(0)
  expect([await ask(three), await ask(four)]).toEqual([
    ['rotated_key', 'rotated_key'],
    ['ana member', 'ana member'],
  ])
})

it('an admin who was made by an earlier version, without an end, is let in as before', async () => {
  const { here, make, entry, ask } = world()
  const { id, key } = await make()
  const { former: _, expiresAt: __, rotatedAt: ___, ...row } = (await entry(id)).value
  await here.revoke(await entry(id), row)
  expect(await ask(key)).toEqual(['ana member', 'ana member'])
  const made = here.rotation(await entry(id), hour)
  await here.rotate(await entry(id), made)
  expect(await ask(made.key)).toEqual(['ana member', 'ana member'])
})

it('a slip in an admin key, and the key of an application, are told from a key that nobody made', async () => {
  const { first, ask } = world()
  expect(await ask(first.slice(0, -1))).toEqual(['mistyped_key', 'mistyped_key'])
  expect(await ask(makeKey('lucid_admin_'))).toEqual(['unknown_key', 'unknown_key'])
  const gate = createAdminGate(
    new AdminStore({ store: memoryStore(), clock: manualClock() }),
    () => undefined,
  )
  const withHeader = (authorization: string) => ({ headers: { authorization } }) as IncomingMessage
  await expect(gate(withHeader(`Bearer ${makeKey('lucid_')}`), 'viewer')).rejects.toThrow(
    'This is a key of an application',
  )
  await expect(gate(withHeader(first), 'viewer')).rejects.toThrow('does not begin with "Bearer "')
})
