import { digestOf } from '../access/app-key.ts'
import { type KeyPrefix, makeKey, shownOf } from '../access/key-format.ts'
import type { FormerKey, Secrets } from './rows.ts'

/** Of so many replaced keys, the latest are still good for their time. */
const mostFormer = 8

export interface NewSecret {
  readonly key: string
  readonly shown: string
  readonly hash: string
}

export function newSecret(prefix: KeyPrefix): NewSecret {
  const key = makeKey(prefix)
  return { key, shown: shownOf(key), hash: hashOf(key) }
}

/** The same row with another secret; the one before is good for so long, and none before that for longer. */
export function rotated<Row extends Secrets>(
  row: Row,
  { shown, hash }: NewSecret,
  { now, overlapMs }: { readonly now: number; readonly overlapMs: number },
): Row & { readonly former: readonly FormerKey[]; readonly rotatedAt: number } {
  const end = now + overlapMs
  const before = (row.former ?? []).map(former => ({ ...former, until: Math.min(former.until, end) }))
  const former = [{ hash: row.hash, until: end }, ...before]
  return {
    ...row,
    shown,
    hash,
    former: former.filter(({ until }) => until > now).slice(0, mostFormer),
    rotatedAt: now,
  }
}

function hashOf(key: string): string {
  return Buffer.from(digestOf(key)).toString('hex')
}
