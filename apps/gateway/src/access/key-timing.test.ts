import type { IncomingMessage } from 'node:http'
import { crc32 } from 'node:zlib'
import { manualClock, memoryStore } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { createAdminGate } from '../admin/admin-gate.ts'
import { AdminStore } from '../keys/admin-store.ts'
import { KeyStore } from '../keys/key-store.ts'
import { StoredKeys } from '../keys/stored-keys.ts'
import { race, seeded } from '../testing/welch.ts'
import { digestOf } from './app-key.ts'
import { createGate } from './gate.ts'
import { formOf, type KeyPrefix, makeKey } from './key-format.ts'
import { createKeyring } from './keyring.ts'

const isLong = process.env['LUCID_LONG'] === '1'
const count = isLong ? 20_000 : 2000
/** A leak shows each time; what another program did to one round does not show in three. */
const rounds = isLong ? 1 : 3
const slow = isLong ? 300_000 : 60_000

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const random = seeded(7)
const drawn = (length: number): string =>
  Array.from({ length }, () => digits[Math.floor(random() * digits.length)]).join('')

/** A key that nobody made, with a sound checksum. */
function keyOf(prefix: KeyPrefix, body: string): string {
  let sum = ''
  for (let left = crc32(prefix + body); left > 0; left = Math.floor(left / 62)) sum = digits[left % 62] + sum
  return `${prefix}${body}_${sum.padStart(6, '0')}`
}

/** All but the last five characters of a key that there is. */
const near = (key: string, prefix: KeyPrefix): string =>
  keyOf(prefix, key.slice(prefix.length, prefix.length + 38) + drawn(5))
const unlike = (prefix: KeyPrefix): string => keyOf(prefix, drawn(43))

type Check = (key: string) => unknown

async function appCheck(): Promise<readonly [key: string, check: Check]> {
  const [clock, store] = [manualClock(), memoryStore()]
  const keys = new KeyStore({ store, clock })
  const stored = new StoredKeys({ keys, clock, log: { warn: () => {} } })
  const made = keys.draft({ name: 'app', team: null, scopes: {}, expiresAt: null, createdBy: 'adm' })
  await keys.keep(made)
  await stored.open()
  const gate = createGate({ keyring: createKeyring([]), stored, keyless: () => undefined })
  return [made.key, key => Promise.resolve(gate(requestWith(key))).catch(() => {})]
}

async function configCheck(): Promise<readonly [key: string, check: Check]> {
  const key = makeKey('lucid_')
  const keyring = createKeyring([{ name: 'app', digest: digestOf(key) }])
  return [key, one => keyring.find(one)]
}

async function adminCheck(): Promise<readonly [key: string, check: Check]> {
  const admins = new AdminStore({ store: memoryStore(), clock: manualClock() })
  const made = admins.draft({ name: 'ana', role: 'owner', team: null, createdBy: 'adm', expiresAt: null })
  await admins.keep(made)
  const gate = createAdminGate(admins, () => undefined)
  return [made.key, key => gate(requestWith(key), 'viewer').catch(() => {})]
}

async function firstAdminCheck(): Promise<readonly [key: string, check: Check]> {
  const key = makeKey('lucid_admin_')
  const admin = { id: 'adm_first', name: 'first', role: 'owner', team: null } as const
  const fixed = { admin, digest: digestOf(key), from: 'data folder' } as const
  const gate = createAdminGate(new AdminStore({ store: memoryStore(), clock: manualClock() }), () => fixed)
  return [key, one => gate(requestWith(one), 'viewer').catch(() => {})]
}

function requestWith(key: string): IncomingMessage {
  return { headers: { authorization: `Bearer ${key}` } } as IncomingMessage
}

const kinds = [
  ['of an application', 'lucid_', appCheck],
  ['of the config', 'lucid_', configCheck],
  ['of an admin', 'lucid_admin_', adminCheck],
  ['of the first admin', 'lucid_admin_', firstAdminCheck],
] as const

async function leastT(key: string, prefix: KeyPrefix, check: Check): Promise<number> {
  let least = Infinity
  for (let round = 1; round <= rounds && least >= 4.5; round++) {
    const { t } = await race({
      count,
      seed: round,
      input: kind => (kind === 0 ? near(key, prefix) : unlike(prefix)),
      run: check,
    })
    least = Math.min(least, Math.abs(t))
  }
  return least
}

describe('the time that a wrong key takes', { timeout: slow }, () => {
  it.each(kinds)('tells nothing of how much of it is right: a key %s', async (_, prefix, open) => {
    const [key, check] = await open()
    expect(await check(key)).toBeDefined()
    expect(formOf(near(key, prefix))).toBe('sound')
    expect(await leastT(key, prefix, check)).toBeLessThan(4.5)
  })

  it('can tell nothing of an id: a key holds none that could be right while its secret is wrong', async () => {
    const [clock, store] = [manualClock(), memoryStore()]
    const keys = new KeyStore({ store, clock })
    const made = keys.draft({ name: 'app', team: null, scopes: {}, expiresAt: null, createdBy: 'adm' })
    await keys.keep(made)
    const hash = Buffer.from(digestOf(near(made.key, 'lucid_'))).toString('hex')
    expect(await keys.withHash(hash)).toBeUndefined()
    expect(made.key).not.toContain(made.id.slice('key_'.length))
  })

  it('would tell, if keys were compared letter by letter', async () => {
    const key = makeKey('lucid_')
    const letterByLetter = (one: string): number => {
      let equal = 0
      for (let turn = 0; turn < 50; turn++)
        for (let at = 0; at < key.length && key.charCodeAt(at) === one.charCodeAt(at); at++) equal++
      return equal
    }
    const input = (kind: 0 | 1): string => (kind === 0 ? near(key, 'lucid_') : unlike('lucid_'))
    const { t } = await race({ count: 2000, seed: 1, input, run: letterByLetter })
    expect(t).toBeGreaterThan(4.5)
  })
})
