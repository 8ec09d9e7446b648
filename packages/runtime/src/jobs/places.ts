import { LucidError } from '@lucid-gateway/core'
import type { JobOptions } from '../options.ts'

/** How many jobs there may be at a time. Each has a place from before its start to its end. */
export class Places {
  readonly #ofKey = new Map<string, number>()
  #taken = 0

  get taken(): number {
    return this.#taken
  }

  /** Throws where there is none left; returns what gives the place back. Whoever has no key of their own has no share. */
  take(key: string | undefined, { most, mostPerKey = Math.ceil(most / 2) }: JobOptions): () => void {
    if (this.#taken >= most) throw tooMany(most)
    const ofKey = key === undefined ? 0 : (this.#ofKey.get(key) ?? 0)
    if (ofKey >= mostPerKey) throw tooManyOfKey(mostPerKey)
    this.#taken++
    if (key !== undefined) this.#ofKey.set(key, ofKey + 1)
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      this.#giveBack(key)
    }
  }

  #giveBack(key: string | undefined): void {
    this.#taken--
    if (key === undefined) return
    const left = (this.#ofKey.get(key) ?? 1) - 1
    if (left > 0) this.#ofKey.set(key, left)
    else this.#ofKey.delete(key)
  }
}

function tooMany(most: number): LucidError {
  return new LucidError('unavailable', `There are ${most} jobs under way, and no more are taken.`, {
    reason: 'too_many_jobs',
    retryAfterMs: 5000,
    hint: 'Try again when some have ended, or have the operator raise `jobs.most`.',
  })
}

function tooManyOfKey(most: number): LucidError {
  return new LucidError('rate_limit', `This key has ${most} jobs under way, and no more of it are taken.`, {
    origin: 'caller',
    reason: 'too_many_jobs_of_key',
    retryAfterMs: 5000,
    hint: 'Try again when some have ended, or have the operator raise `jobs.mostPerKey`.',
  })
}
