import type { IncomingMessage } from 'node:http'
import { manualClock, memoryStore } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { createTenants } from '../keys/tenants.ts'
import { digestOf, newKey } from './app-key.ts'
import { createGate } from './gate.ts'
import { createKeyring } from './keyring.ts'
import { makeKey } from './key-format.ts'

const withKey = (key: string) => ({ headers: { authorization: `Bearer ${key}` } }) as IncomingMessage

async function world(configured: readonly string[] = []) {
  const asked: string[] = []
  const store = memoryStore()
  const watched: typeof store = {
    ...store,
    get(table, id) {
      asked.push(id)
      return store.get(table, id)
    },
  }
  const { keys, stored } = createTenants({ store: watched, clock: manualClock(), log: { warn: () => {} } })
  const made = keys.draft({ name: 'made', team: null, scopes: {}, expiresAt: null, createdBy: 'adm' })
  await keys.keep(made)
  await stored.open()
  const keyring = createKeyring(configured.map(key => ({ name: 'configured', digest: digestOf(key) })))
  const keyless = () => undefined
  return { gate: createGate({ keyring, stored, keyless }), made, asked }
}

describe('the gate', () => {
  it('makes no promise for a key of the config, nor for one that it found a moment ago', async () => {
    const configured = newKey()
    const { gate, made } = await world([configured])
    expect(gate(withKey(configured))).toMatchObject({ key: { name: 'configured' } })
    const first = gate(withKey(made.key))
    expect(first).toBeInstanceOf(Promise)
    expect(await first).toMatchObject({ key: { id: made.id } })
    expect(gate(withKey(made.key))).toMatchObject({ key: { id: made.id } })
  })

  it('asks the Store for nothing that has a slip in it, or that no gateway makes', async () => {
    const { gate, made, asked } = await world()
    for (const [key, reason] of [
      [`${made.key.slice(0, -1)}~`, 'mistyped_key'],
      [`${made.key}0`, 'mistyped_key'],
      ['sk-proj-0123456789', 'unknown_key'],
    ] as const)
      await expect(gate(withKey(key))).rejects.toMatchObject({ code: 'auth', reason })
    expect(asked).toEqual([])
  })

  it('looks keys up by their hash alone, so that how near one comes to a good one shows nowhere', async () => {
    const { gate, made, asked } = await world()
    const wrong = Array.from({ length: 20 }, () => makeKey('lucid_'))
    await gate(withKey(made.key))
    const found = asked.splice(0)
    for (const key of wrong) await expect(gate(withKey(key))).rejects.toMatchObject({ reason: 'unknown_key' })
    expect(found).toEqual([made.row.hash, made.id])
    expect(asked).toEqual(wrong.map(key => Buffer.from(digestOf(key)).toString('hex')))
  })

  it('lets nobody in without a key once one was made, the keyless rule or not', async () => {
    const { gate } = await world()
    expect(() => gate({ headers: {} } as IncomingMessage)).toThrow('No key was sent.')
  })

  it('tells an admin key from a key that nobody made, and a key without its word from no key', async () => {
    const { gate, asked } = await world([newKey()])
    await expect(gate(withKey(makeKey('lucid_admin_')))).rejects.toMatchObject({
      reason: 'unknown_key',
      message: 'This is an admin key, and admin keys make no calls.',
    })
    expect(asked).toEqual([])
    const bare = { headers: { authorization: makeKey('lucid_') } } as IncomingMessage
    const none = { headers: {} } as IncomingMessage
    expect(() => gate(bare)).toThrow('the header "authorization" does not begin with "Bearer "')
    expect(() => gate(none)).toThrow('No key was sent.')
  })
})
