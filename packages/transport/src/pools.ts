import { type Clock, LucidError } from '@lucid-gateway/core'
import { type Dispatcher, Pool } from 'undici'
import { Connectors } from './connect.ts'
import type { Settings } from './settings.ts'
import type { Target } from './target.ts'
import type { Reach } from './trust.ts'

const mostOrigins = 1024
const idleMs = 5 * 60_000
const sweepMs = 60_000
const maxHeadBytes = 32 * 1024
const maxMessageBytes = 32 * 1024 * 1024

/** The connections to one origin, and how many exchanges use them. */
export class Origin {
  readonly dispatcher: Dispatcher
  readonly #clock: Clock
  readonly #connections: number
  #live = 0
  #usedAt: number

  constructor(dispatcher: Dispatcher, settings: Settings) {
    this.dispatcher = dispatcher
    this.#clock = settings.clock
    this.#connections = settings.connections
    this.#usedAt = this.#clock.monotonic()
  }

  enter(): void {
    this.#live++
  }

  leave(): void {
    this.#live--
    this.#usedAt = this.#clock.monotonic()
  }

  get isFull(): boolean {
    return this.#live > this.#connections
  }

  idleSince(at: number): boolean {
    return this.#live === 0 && this.#usedAt <= at
  }
}

/**
 * One pool per origin and reach: a connection made where private addresses are allowed is never handed to a request
 * that may go to public ones only.
 */
export class Pools {
  readonly #settings: Settings
  readonly #clock: Clock
  readonly #connectors: Connectors
  readonly #origins: Record<Reach, Map<string, Origin>> = { public: new Map(), anywhere: new Map() }
  #sweeping = false

  constructor(settings: Settings) {
    this.#settings = settings
    this.#clock = settings.clock
    this.#connectors = new Connectors(settings)
  }

  for(target: Target, reach: Reach): Origin {
    return this.#origins[reach].get(target.origin) ?? this.#open(target, reach)
  }

  get size(): number {
    return this.#origins.public.size + this.#origins.anywhere.size
  }

  async close(): Promise<void> {
    const origins = Object.values(this.#origins).flatMap(map => [...map.values()])
    for (const map of Object.values(this.#origins)) map.clear()
    await Promise.all(origins.map(origin => origin.dispatcher.close()))
  }

  #open(target: Target, reach: Reach): Origin {
    if (this.size >= mostOrigins) this.#closeIdle(0)
    if (this.size >= mostOrigins) throw tooMany()
    const pool = new Pool(target.origin, {
      connections: this.#settings.connections,
      connect: this.#connectors.for(target.hostname, target.hostAndPort, reach),
      allowH2: false,
      maxHeaderSize: maxHeadBytes,
      headersTimeout: 0,
      bodyTimeout: 0,
      webSocket: { maxPayloadSize: maxMessageBytes },
    })
    const origin = new Origin(pool, this.#settings)
    this.#origins[reach].set(target.origin, origin)
    this.#sweepLater()
    return origin
  }

  #sweepLater(): void {
    if (this.#sweeping) return
    this.#sweeping = true
    this.#clock.after(sweepMs, () => {
      this.#sweeping = false
      this.#closeIdle(idleMs)
      if (this.size > 0) this.#sweepLater()
    })
  }

  #closeIdle(forMs: number): void {
    const before = this.#clock.monotonic() - forMs
    for (const map of Object.values(this.#origins)) {
      for (const [key, origin] of map) {
        if (!origin.idleSince(before)) continue
        map.delete(key)
        void origin.dispatcher.close()
      }
    }
  }
}

function tooMany(): LucidError {
  return new LucidError('unavailable', `More than ${mostOrigins} hosts are being talked to at once.`, {
    reason: 'too_many_origins',
    hint: 'Try again when some of the running requests have ended.',
  })
}
