import { timingSafeEqual } from 'node:crypto'
import { type AppKey, digestOf } from './app-key.ts'

/**
 * Finds the owner of a key. Looked up and compared by hash, so that time tells nothing about the key. A key that was
 * right once is remembered, since hashing costs as much as a tenth of the gateway's own work for a call; a wrong one never.
 */
export interface Keyring {
  readonly size: number
  find(key: string): AppKey | undefined
}

export function createKeyring(keys: readonly AppKey[]): Keyring {
  const byDigest = new Map(keys.map(key => [textOf(key.digest), key]))
  const seen = new Map<string, AppKey>()
  return {
    size: byDigest.size,
    find(key) {
      const known = seen.get(key)
      if (known) return known
      const digest = digestOf(key)
      const found = byDigest.get(textOf(digest))
      if (!found || !timingSafeEqual(found.digest, digest)) return undefined
      seen.set(key, found)
      return found
    },
  }
}

function textOf(digest: Uint8Array): string {
  return Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).toString('latin1')
}
