import { timingSafeEqual } from 'node:crypto'
import { type AppKey, digestOf } from './app-key.ts'

/** Finds the owner of a key. Looked up and compared by hash, so that time tells nothing about the key. */
export interface Keyring {
  readonly size: number
  find(key: string): AppKey | undefined
}

export function createKeyring(keys: readonly AppKey[]): Keyring {
  const byDigest = new Map(keys.map(key => [textOf(key.digest), key]))
  return {
    size: byDigest.size,
    find(key) {
      const digest = digestOf(key)
      const found = byDigest.get(textOf(digest))
      return found && timingSafeEqual(found.digest, digest) ? found : undefined
    },
  }
}

function textOf(digest: Uint8Array): string {
  return Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).toString('latin1')
}
