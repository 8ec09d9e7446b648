import { timingSafeEqual } from 'node:crypto'
import { LucidError } from '@lucid-gateway/core'
import type { AppKey } from '../access/app-key.ts'
import type { KeyRow, Secrets } from './rows.ts'
import type { Entry } from './table.ts'

/** What a key is good for, and how long. */
export interface Worth extends Term {
  readonly key: AppKey
}

/** How long a secret is good. */
export interface Term {
  /** Milliseconds since 1970; Infinity where it has no end. */
  readonly until: number
  /** Why it will not be good after that. */
  readonly end: 'expired' | 'rotated'
}

/** Throws where the row was revoked, or no longer knows of the key. */
export function worthOf({ id, value: row }: Entry<KeyRow>, digest: Uint8Array): Worth {
  const term = termOf(row, digest)
  const { name, team, scopes } = row
  const key: AppKey = { name, id, digest, ...(team === null ? {} : { team }), ...scopes }
  return { key, ...term }
}

/** Throws where the row was revoked, or no longer knows of the secret. */
export function termOf(row: Secrets, digest: Uint8Array): Term {
  if (row.revokedAt !== null) throw notGood('revoked', row.name)
  const expires = row.expiresAt ?? Infinity
  if (isOf(digest, row.hash)) return { until: expires, end: 'expired' }
  const former = row.former?.find(({ hash }) => isOf(digest, hash))
  if (!former) throw notGood('rotated', row.name)
  return former.until < expires ? { until: former.until, end: 'rotated' } : { until: expires, end: 'expired' }
}

function isOf(digest: Uint8Array, hash: string): boolean {
  const kept = Buffer.from(hash, 'hex')
  return kept.length === digest.length && timingSafeEqual(kept, digest)
}

const words = {
  expired: ['has expired', 'Ask an admin of the gateway for a new key.'],
  revoked: ['was revoked', 'Ask an admin of the gateway for another key.'],
  rotated: ['was replaced, and its time beside the new one is over', 'Use the key that took its place.'],
} as const

/** Said to the holder of a key that was good once. */
export function notGood(why: keyof typeof words, name: string): LucidError {
  const [what, hint] = words[why]
  return new LucidError('auth', `The key "${name}" ${what}.`, { reason: `${why}_key`, hint })
}
