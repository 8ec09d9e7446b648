import { type Clock, systemClock } from '../../ports/clock.ts'
import type { RateClaim, State, TakeResult } from '../../ports/state.ts'
import { gcra } from '../gcra.ts'

interface Entry {
  value: string
  until: number
}

/** State of one process. Entries that have run out are swept as the maps grow. */
export function memoryState(clock: Clock = systemClock): State {
  const buckets = new Map<string, number>()
  const leases = new Map<string, Entry>()
  const windows = new Map<string, { events: number[]; until: number }>()
  const values = new Map<string, Entry>()
  const topics = new Map<string, Set<(message: string) => void>>()
  let sweepAt = 1024

  function sweep(now: number): void {
    if (size() < sweepAt) return
    for (const [key, emptyAt] of buckets) if (emptyAt <= now) buckets.delete(key)
    for (const [key, entry] of leases) if (entry.until <= now) leases.delete(key)
    for (const [key, entry] of values) if (entry.until <= now) values.delete(key)
    for (const [key, entry] of windows) if (entry.until <= now) windows.delete(key)
    sweepAt = 2 * Math.max(512, size())
  }

  function size(): number {
    return buckets.size + leases.size + values.size + windows.size
  }

  function live(map: Map<string, Entry>, key: string): Entry | undefined {
    const entry = map.get(key)
    return entry && entry.until > clock.now() ? entry : undefined
  }

  return {
    take(claims) {
      const now = clock.now()
      sweep(now)
      return takeAll(buckets, claims, now)
    },
    adjust({ key, limit, cost = 1 }) {
      const now = clock.now()
      const moved = Math.max(buckets.get(key) ?? now, now) + (cost * limit.perMs) / limit.amount
      buckets.set(key, Math.max(now, moved))
    },
    takenFrom(prefix, most) {
      const now = clock.now()
      const keys: string[] = []
      for (const [key, emptyAt] of buckets) {
        if (keys.length === most) break
        if (emptyAt > now && key.startsWith(prefix)) keys.push(key)
      }
      return keys
    },
    lease(name, owner, ttlMs) {
      const held = live(leases, name)
      if (held && held.value !== owner) return false
      leases.set(name, { value: owner, until: clock.now() + ttlMs })
      return true
    },
    release(name, owner) {
      if (leases.get(name)?.value === owner) leases.delete(name)
    },
    count(name, windowMs) {
      const now = clock.now()
      sweep(now)
      const events = (windows.get(name)?.events ?? []).filter(at => at > now - windowMs)
      events.push(now)
      windows.set(name, { events, until: now + windowMs })
      return events.length
    },
    get: key => live(values, key)?.value,
    set(key, value, ttlMs) {
      sweep(clock.now())
      values.set(key, { value, until: clock.now() + ttlMs })
    },
    delete(key) {
      values.delete(key)
    },
    publish(topic, message) {
      for (const listener of topics.get(topic) ?? []) listener(message)
    },
    subscribe(topic, listener) {
      const listeners = topics.get(topic) ?? new Set()
      topics.set(topic, listeners.add(listener))
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) topics.delete(topic)
      }
    },
    close() {
      topics.clear()
    },
  }
}

function takeAll(buckets: Map<string, number>, claims: readonly RateClaim[], now: number): TakeResult {
  const taken: [string, number][] = []
  const left: number[] = []
  let remaining = Infinity
  for (const [index, { key, limit, cost = 1 }] of claims.entries()) {
    const result = gcra(buckets.get(key), now, limit, cost)
    if (!result.ok)
      return { ok: false, index, retryAfterMs: result.retryAfterMs, remaining: result.remaining }
    taken.push([key, result.emptyAt])
    left.push(result.remaining)
    remaining = Math.min(remaining, result.remaining)
  }
  for (const [key, emptyAt] of taken) buckets.set(key, emptyAt)
  return { ok: true, remaining, left }
}
