import { type Clock, LucidError } from '@lucid-gateway/core'
import { type AppKey, digestOf } from '../access/app-key.ts'
import type { HostLog } from '../log/create-log.ts'
import type { KeyStore } from './key-store.ts'
import { notGood, type Worth, worthOf } from './key-worth.ts'

/** How long a key is taken at its word before its row is read again: the longest that another process's revocation takes. */
const recheckMs = 2000
/** How long a key that nobody made is remembered as such. */
const unknownMs = 1000
const usualMostKnown = 10_000
const mostUnknown = 1000

interface Known extends Worth {
  readonly id: string
  readonly readAt: number
}

export interface StoredKeysParts {
  readonly keys: KeyStore
  readonly clock: Clock
  readonly log: Pick<HostLog, 'warn'>
  /** How many keys are remembered. */
  readonly mostKnown?: number
}

/** Finds the keys that were made here. One that was found a moment ago costs a look into a map, and no promise. */
export class StoredKeys {
  readonly #keys: KeyStore
  readonly #clock: Clock
  readonly #log: Pick<HostLog, 'warn'>
  readonly #mostKnown: number
  readonly #known = new Map<string, Known>()
  /** Until when they are not looked for, by hash. */
  readonly #unknown = new Map<string, number>()
  readonly #underWay = new Map<string, Promise<AppKey | undefined>>()
  #changes = 0
  #any = false

  constructor({ keys, clock, log, mostKnown = usualMostKnown }: StoredKeysParts) {
    this.#mostKnown = mostKnown
    this.#keys = keys
    this.#clock = clock
    this.#log = log
  }

  /** Whether a key was ever made, as far as this process knows. */
  get any(): boolean {
    return this.#any
  }

  /** Finds out whether there are keys; to be called once, before anybody is let in. */
  async open(): Promise<void> {
    this.#any = (await this.#keys.page({ limit: 1 })).length > 0
  }

  /** A key that was found a moment ago. Throws where its time has come to an end since. */
  recent(key: string): AppKey | undefined {
    const known = this.#known.get(key)
    if (known === undefined) return undefined
    const now = this.#clock.now()
    if (now - known.readAt >= recheckMs) return undefined
    if (now >= known.until) throw notGood(known.end, known.key.name)
    return known.key
  }

  /** Asks the Store. Rejects where the key was good once and is not now. */
  find(key: string): Promise<AppKey | undefined> {
    const running = this.#underWay.get(key)
    if (running) return running
    const changes = this.#changes
    const looking = this.#read(key, this.#known.get(key)).finally(() => {
      if (changes === this.#changes) this.#underWay.delete(key)
    })
    this.#underWay.set(key, looking)
    return looking
  }

  /** To be called when a key was made or changed here. */
  changed(id: string): void {
    this.#any = true
    this.#changes++
    this.#unknown.clear()
    this.#underWay.clear()
    for (const [key, known] of this.#known) if (known.id === id) this.#known.delete(key)
  }

  async #read(key: string, known: Known | undefined): Promise<AppKey | undefined> {
    const changes = this.#changes
    const digest = digestOf(key)
    const hash = Buffer.from(digest).toString('hex')
    const readAt = this.#clock.now()
    if ((this.#unknown.get(hash) ?? 0) > readAt) return undefined
    let found
    try {
      found = await this.#keys.withHash(hash)
    } catch (error) {
      return this.#without(known, error)
    }
    if (!found) {
      this.#known.delete(key)
      put(this.#unknown, hash, readAt + unknownMs, mostUnknown)
      return undefined
    }
    this.#any = true
    let worth: Worth
    try {
      worth = worthOf(found, digest)
    } catch (error) {
      this.#known.delete(key)
      throw error
    }
    // What was read before a change may be what the change undid.
    if (changes === this.#changes) put(this.#known, key, { ...worth, id: found.id, readAt }, this.#mostKnown)
    if (this.#clock.now() >= worth.until) throw notGood(worth.end, worth.key.name)
    return worth.key
  }

  /** Where the Store is away, a key that was good a moment ago stays so; there is nobody to ask. */
  #without(known: Known | undefined, error: unknown): AppKey {
    this.#log.warn('the Store could not be asked for a key', { error })
    if (known && this.#clock.now() < known.until) return known.key
    throw new LucidError('unavailable', 'Keys can not be looked up now.', {
      reason: 'store_away',
      hint: 'Try again in a moment.',
      cause: error,
    })
  }
}

/** Keeps the latest. */
function put<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  map.delete(key)
  map.set(key, value)
  if (map.size > most) for (const [oldest] of map) return void map.delete(oldest)
}
