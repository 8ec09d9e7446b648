import { type Clock, systemClock } from '../../ports/clock.ts'
import type { RateClaim, RateLimit, RateMark, State, TakeResult } from '../../ports/state.ts'
import { gcra } from '../gcra.ts'

/** What is taken from a limit: when it will be empty again, at the pace that it had when that was noted. */
interface Bucket {
  emptyAt: number
  interval: number
  /** Since when it is counted so. */
  since: number
  /** How much earlier it is empty for what was given back since. */
  back: number
}

interface Entry {
  value: string
  until: number
}

/** State of one process. Entries that have run out are swept as the maps grow. */
export function memoryState(clock: Clock = systemClock): State {
  const buckets = new Map<string, Bucket>()
  const leases = new Map<string, Entry>()
  const windows = new Map<string, { events: number[]; until: number }>()
  const values = new Map<string, Entry>()
  const topics = new Map<string, Set<(message: string) => void>>()
  let sweepAt = 1024

  function sweep(now: number): void {
    if (size() < sweepAt) return
    for (const [key, { emptyAt }] of buckets) if (emptyAt <= now) buckets.delete(key)
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
    adjust({ key, limit, cost = 1, mark }) {
      const now = clock.now()
      const bucket = buckets.get(key) ?? put(buckets, key, { emptyAt: now, limit, now })
      const before = Math.max(bucket.emptyAt, now)
      const given = cost < 0 && mark ? -giveable(bucket, -cost, mark, now) : cost
      bucket.emptyAt = Math.max(now, before + given * bucket.interval)
      if (given < 0) bucket.back += before - bucket.emptyAt
    },
    takenFrom(prefix, most) {
      const now = clock.now()
      const keys: string[] = []
      for (const [key, { emptyAt }] of buckets) {
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

/**
 * When a bucket is empty, at the pace of a limit that may have changed. As much is taken as before, so that changes to and fro
 * give nothing away; what is more than the limit now has goes at the pace at which it was taken.
 */
function emptyAtOf(bucket: Bucket, { amount, perMs, burst = amount }: RateLimit, now: number): number {
  const interval = perMs / amount
  if (bucket.interval === interval) return bucket.emptyAt
  const taken = Math.max(0, bucket.emptyAt - now) / bucket.interval
  if (taken > burst) return now + burst * interval + (taken - burst) * bucket.interval
  bucket.interval = interval
  bucket.emptyAt = now + taken * interval
  bucket.since = now
  bucket.back = 0
  return bucket.emptyAt
}

/**
 * Of what was taken, as much as has surely not come back by itself. What is taken last comes back last, and none of it comes
 * back sooner than if it had been the only thing: the more of both is true.
 */
function giveable(
  { interval, since, back }: Bucket,
  amount: number,
  { at, top }: RateMark,
  now: number,
): number {
  if (at < since) return 0
  const byOrder = (top - back - now) / interval
  const byTime = amount - (now - at) / interval
  return Math.max(0, Math.min(amount, Math.max(byOrder, byTime)))
}

interface Put {
  readonly emptyAt: number
  readonly limit: RateLimit
  readonly now: number
}

function put(buckets: Map<string, Bucket>, key: string, { emptyAt, limit, now }: Put): Bucket {
  const bucket = { emptyAt, interval: limit.perMs / limit.amount, since: now, back: 0 }
  buckets.set(key, bucket)
  return bucket
}

function takeAll(buckets: Map<string, Bucket>, claims: readonly RateClaim[], now: number): TakeResult {
  const ends: number[] = []
  const left: number[] = []
  let remaining = Infinity
  for (const [index, { key, limit, cost = 1 }] of claims.entries()) {
    const bucket = buckets.get(key)
    const result = gcra(bucket && emptyAtOf(bucket, limit, now), now, limit, cost)
    if (!result.ok)
      return { ok: false, index, retryAfterMs: result.retryAfterMs, remaining: result.remaining }
    ends.push(result.emptyAt)
    left.push(result.remaining)
    remaining = Math.min(remaining, result.remaining)
  }
  const marks = claims.map(({ key, limit }, index): RateMark => {
    const emptyAt = ends[index] as number
    const bucket = buckets.get(key)
    if (bucket) bucket.emptyAt = emptyAt
    const { back } = bucket ?? put(buckets, key, { emptyAt, limit, now })
    return { at: now, top: emptyAt + back }
  })
  return { ok: true, remaining, left, marks }
}
