import { readFile } from 'node:fs/promises'
import { type LucidError, type Store } from '@lucid-gateway/core'
import { manualClock, memoryStore } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { makeKey } from '../access/key-format.ts'
import { KeyStore, type MadeKey, type NewKey } from './key-store.ts'
import { StoredKeys } from './stored-keys.ts'

function world(store: Store = memoryStore()) {
  const clock = manualClock()
  const asked: string[] = []
  let away = false
  const watched: Store = {
    ...store,
    async get(table, id) {
      asked.push(table)
      if (away) throw new Error('away')
      return store.get(table, id)
    },
  }
  const keys = new KeyStore({ store: watched, clock })
  const stored = new StoredKeys({ keys, clock, log: { warn: () => {} }, mostKnown: 5 })
  return {
    clock,
    keys,
    stored,
    asked,
    goAway: () => (away = true),
    async make(facts: Partial<NewKey> = {}): Promise<MadeKey> {
      const made = keys.draft({
        name: 'app',
        team: null,
        scopes: {},
        expiresAt: null,
        createdBy: 'adm',
        ...facts,
      })
      await keys.keep(made)
      stored.changed(made.id)
      return made
    },
  }
}

async function entryOf({ keys }: ReturnType<typeof world>, { id }: MadeKey) {
  const entry = await keys.get(id)
  if (!entry) throw new Error('not kept')
  return entry
}

describe('a key that was made', () => {
  it('is asked of the Store once, and then found at once', async () => {
    const here = world()
    const { key, id } = await here.make({ team: 'red', scopes: { kinds: ['chat.*'] } })
    expect(here.stored.recent(key)).toBeUndefined()
    const found = await here.stored.find(key)
    expect(found).toMatchObject({ name: 'app', id, team: 'red', kinds: ['chat.*'] })
    here.asked.length = 0
    expect(here.stored.recent(key)).toBe(found)
    expect(here.asked).toEqual([])
  })

  it('is not good after its time, also where it was found before', async () => {
    const here = world()
    const { key } = await here.make({ expiresAt: here.clock.now() + 1000 })
    expect(await here.stored.find(key)).toBeDefined()
    await here.clock.advance(999)
    expect(here.stored.recent(key)).toBeDefined()
    await here.clock.advance(1)
    expect(() => here.stored.recent(key)).toThrow('has expired')
    await expect(here.stored.find(key)).rejects.toMatchObject({ code: 'auth', reason: 'expired_key' })
  })

  it('that is revoked stops at once here, and within two seconds in another process', async () => {
    const store = memoryStore()
    const [here, there] = [world(store), world(store)]
    const made = await here.make()
    await here.stored.find(made.key)
    await there.stored.find(made.key)
    const entry = await entryOf(here, made)
    await here.keys.revoke(entry, here.keys.revocation(entry))
    here.stored.changed(made.id)
    expect(here.stored.recent(made.key)).toBeUndefined()
    await expect(here.stored.find(made.key)).rejects.toMatchObject({ reason: 'revoked_key' })
    await there.clock.advance(2000)
    expect(there.stored.recent(made.key)).toBeUndefined()
    await expect(there.stored.find(made.key)).rejects.toMatchObject({ reason: 'revoked_key' })
  })

  it('that is revoked while it is looked for is not remembered as good', async () => {
    const here = world()
    const made = await here.make()
    const entry = await entryOf(here, made)
    const looking = here.stored.find(made.key)
    here.stored.changed(made.id)
    await looking
    await here.keys.revoke(entry, here.keys.revocation(entry))
    expect(here.stored.recent(made.key)).toBeUndefined()
  })

  it('that is rotated is good beside the new one for the time that was said, under the same id', async () => {
    const here = world()
    const old = await here.make()
    const entry = await entryOf(here, old)
    const next = here.keys.rotation(entry, 60_000)
    await here.keys.rotate(entry, next)
    here.stored.changed(old.id)
    expect((await here.stored.find(old.key))?.id).toBe(old.id)
    expect((await here.stored.find(next.key))?.id).toBe(old.id)
    await here.clock.advance(60_000)
    await expect(here.stored.find(old.key)).rejects.toMatchObject({ reason: 'rotated_key' })
    expect(await here.stored.find(next.key)).toBeDefined()
  })

  it('that two rotate at the same moment is rotated by one of them', async () => {
    const here = world()
    const entry = await entryOf(here, await here.make())
    await here.keys.rotate(entry, here.keys.rotation(entry, 0))
    const late = here.keys.rotation(entry, 0)
    await expect(here.keys.rotate(entry, late)).rejects.toMatchObject({ reason: 'changed_meanwhile' })
    await expect(here.stored.find(late.key)).rejects.toMatchObject({ reason: 'rotated_key' })
  })

  it('goes on to be good while the Store is away; one that was never seen is not', async () => {
    const here = world()
    const [seen, other] = [await here.make(), await here.make()]
    await here.stored.find(seen.key)
    here.goAway()
    await here.clock.advance(600_000)
    expect(await here.stored.find(seen.key)).toBeDefined()
    await expect(here.stored.find(other.key)).rejects.toMatchObject({ reason: 'store_away' })
  })

  it('is taken or not while the tables of keys can not be read as docs/reference/faults.md says', async () => {
    const page = await readFile(new URL('../../../../docs/reference/faults.md', import.meta.url), 'utf8')
    const row = page.split('\n').find(line => line.startsWith('| the tables of keys can not be read |'))
    const [, , , taken, from, until, then] = row?.split('|').map(cell => cell.trim()) ?? []
    const here = world()
    const [seen, other] = [await here.make(), await here.make()]
    await here.stored.find(seen.key)
    here.goAway()
    const isTaken = await here.stored.find(seen.key).then(Boolean)
    const { status, code, reason } = (await here.stored
      .find(other.key)
      .catch((thrown: unknown) => thrown)) as LucidError
    expect([taken, from, until, then]).toEqual([
      isTaken && 'those with a key that was good before, or of the config',
      'memory',
      'they can be read',
      `${status} \`${code}\`, \`${reason}\``,
    ])
  })

  it('is in no row', async () => {
    const store = memoryStore()
    const here = world(store)
    const { key } = await here.make()
    const rows = await Promise.all(['keys', 'key-index'].map(table => store.list(table)))
    expect(rows.flat()).toHaveLength(2)
    expect(JSON.stringify(rows)).not.toContain(key.slice(12))
  })
})

describe('a key that nobody made', () => {
  it('is not looked for again within a second, however often it is sent', async () => {
    const here = world()
    const key = makeKey('lucid_')
    await Promise.all(Array.from({ length: 50 }, () => here.stored.find(key)))
    await here.stored.find(key)
    expect(here.asked).toEqual(['key-index'])
    await here.clock.advance(1000)
    await here.stored.find(key)
    expect(here.asked).toEqual(['key-index', 'key-index'])
  })

  it('is an admin key', async () => {
    const here = world()
    expect(await here.stored.find(makeKey('lucid_admin_'))).toBeUndefined()
  })
})

it('more keys than are remembered push out the oldest', async () => {
  const here = world()
  const first = await here.make()
  await here.stored.find(first.key)
  for (let count = 0; count < 5; count++) await here.stored.find((await here.make()).key)
  expect(here.stored.recent(first.key)).toBeUndefined()
  expect(await here.stored.find(first.key)).toBeDefined()
})
