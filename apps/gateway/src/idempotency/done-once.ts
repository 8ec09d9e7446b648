import { type Clock, type JsonObject, LucidError, type Store } from '@lucid-gateway/core'
import { Remembered } from '../shares/remembered.ts'
import type { RecordedAnswer } from './record-answer.ts'

const table = 'idempotency'

/** How long it is remembered what was done. */
const keptMs = 24 * 60 * 60_000
const pageSize = 500
/** The largest answer that is kept. */
export const mostAnswerBytes = 1024 * 1024

/** The most that one process remembers. Of more, those of whoever has the most are forgotten before their time. */
export interface DeedBounds {
  readonly deeds: number
  /** Of all answers together. */
  readonly bytes: number
}

const usual: DeedBounds = { deeds: 50_000, bytes: 64 * 1024 * 1024 }

/** What was asked for by a key, and what came of it. */
interface Deed {
  readonly fingerprint: string
  readonly startedAt: number
  /** When it is over at the latest. */
  readonly until: number
  readonly expiresAt: number
  readonly state: 'running' | 'done'
  /** Absent where it was too large to be kept. */
  readonly answer?: { readonly status: number; readonly headers: readonly string[]; readonly base64: string }
}

export type Begun = { readonly first: true } | { readonly first: false; readonly answer: RecordedAnswer }

/** Remembers by keys of clients what was done, so that it is done once. */
export class DoneOnce {
  readonly #store: Store
  readonly #clock: Clock
  readonly #bounds: DeedBounds
  /** Those of this process. */
  readonly #ours = new Remembered()
  #hasSwept = false

  constructor(
    { store, clock }: { readonly store: Store; readonly clock: Clock },
    bounds: DeedBounds = usual,
  ) {
    this.#store = store
    this.#clock = clock
    this.#bounds = bounds
  }

  /** Whether this is the first time, else what came of that. Throws where that is not to be told, or was another thing. */
  async begin(name: string, fingerprint: string, longestMs: number, owner = ''): Promise<Begun> {
    const now = this.#clock.now()
    void this.#sweepEarlier(now)
    void this.#makeRoom(now)
    const deed: Deed = {
      fingerprint,
      startedAt: now,
      until: now + longestMs,
      expiresAt: now + keptMs,
      state: 'running',
    }
    for (let left = 2; left > 0; left--) {
      if (await this.#store.insert(table, name, { ...deed })) {
        this.#ours.add(name, owner, deed.expiresAt)
        return { first: true }
      }
      const found = (await this.#store.get(table, name))?.value as Deed | undefined
      if (found && found.expiresAt > now) return { first: false, answer: answerOf(found, fingerprint, now) }
      await this.#store.delete(table, name)
    }
    throw running()
  }

  async end(name: string, answer: RecordedAnswer | undefined): Promise<void> {
    const size = answer?.body.length ?? 0
    await this.#makeRoomFor(name, size)
    const row = await this.#store.get(table, name)
    if (!row) return
    const isKept = answer && this.#ours.bytes + size <= this.#bounds.bytes
    if (isKept) this.#ours.resize(name, size)
    await this.#store.update(table, name, row.version, {
      ...row.value,
      state: 'done',
      ...(isKept ? { answer: written(answer) } : {}),
    })
  }

  /** Nothing was done that costs: it may be sent again. */
  async release(name: string): Promise<void> {
    this.#ours.remove(name)
    await this.#store.delete(table, name)
  }

  /** Those go whose time has come, and the oldest of whoever has the most where there are too many. */
  async #makeRoom(now: number): Promise<void> {
    const over: string[] = []
    for (let name = this.#over(now); name !== undefined; name = this.#over(now)) {
      over.push(name)
      this.#ours.remove(name)
    }
    for (const name of over) await this.#store.delete(table, name).catch(() => false)
  }

  #over(now: number): string | undefined {
    return (
      this.#ours.expired(now) ??
      (this.#ours.size >= this.#bounds.deeds ? this.#ours.oldestOfMost() : undefined)
    )
  }

  /** Answers of whoever has the most of them go, but not so that whoever comes has more. */
  async #makeRoomFor(name: string, size: number): Promise<void> {
    while (this.#ours.bytes + size > this.#bounds.bytes) {
      const other = this.#ours.oldestOfHeavier(name, size)
      if (other === undefined) return
      this.#ours.resize(other, 0)
      const row = await this.#store.get(table, other)
      const { answer: _, ...rest } = row?.value ?? {}
      if (row) await this.#store.update(table, other, row.version, rest)
    }
  }

  /** What earlier processes left behind, once. */
  async #sweepEarlier(now: number): Promise<void> {
    if (this.#hasSwept) return
    this.#hasSwept = true
    for (let after = ''; ;) {
      const rows = await this.#store.list(table, { after, limit: pageSize }).catch(() => [])
      for (const { id, value } of rows)
        if ((value as unknown as Deed).expiresAt <= now)
          await this.#store.delete(table, id).catch(() => false)
      const last = rows.at(-1)
      if (!last || rows.length < pageSize) return
      after = last.id
    }
  }
}

function written({ status, headers, body }: RecordedAnswer): JsonObject {
  return { status, headers: [...headers], base64: Buffer.from(body).toString('base64') }
}

function answerOf({ fingerprint, state, until, answer }: Deed, asked: string, now: number): RecordedAnswer {
  if (fingerprint !== asked) throw otherThing()
  if (state === 'running') throw now < until ? running() : unknown()
  if (!answer) throw notKept()
  return { status: answer.status, headers: answer.headers, body: Buffer.from(answer.base64, 'base64') }
}

const param = 'idempotency-key'

function running(): LucidError {
  return new LucidError('conflict', 'What this Idempotency-Key stands for is still under way.', {
    param,
    reason: 'idempotency_running',
    recourse: 'same',
    retryAfterMs: 1000,
    hint: 'Send it again a little later: the answer is kept.',
  })
}

function otherThing(): LucidError {
  return new LucidError('invalid_request', 'This Idempotency-Key was sent with another request.', {
    param,
    status: 422,
    reason: 'idempotency_mismatch',
    hint: 'Make up a new one for each thing that you want done.',
  })
}

function unknown(): LucidError {
  return new LucidError(
    'conflict',
    'What this Idempotency-Key stands for was begun, and its end is not known.',
    {
      param,
      reason: 'idempotency_unknown',
      hint: 'The gateway was stopped meanwhile. It may have been billed; send it with a new key to have it done again.',
    },
  )
}

function notKept(): LucidError {
  return new LucidError(
    'conflict',
    'What this Idempotency-Key stands for was done, and its answer was too large to keep.',
    {
      param,
      reason: 'idempotency_not_kept',
      hint: 'Send it with a new key to have it done again.',
    },
  )
}
