import { join } from 'node:path'
import { LucidError } from '@lucid-gateway/core'
import { type AppKey, digestOf, newKey } from './app-key.ts'
import { keepDigest, readDigest } from './kept-digest.ts'

/** The key that a gateway makes for itself when others than this machine can reach it and none is configured. */
export interface FirstKey {
  readonly key: AppKey
  /** The key itself, the one time that it is made. */
  readonly fresh?: string
  readonly file: string
}

const keyName = 'first'

/** Reads the hash of the first key from the data folder, or makes a key. */
export async function firstKey(dataDir: string): Promise<FirstKey> {
  const file = join(dataDir, 'first-key.json')
  const kept = await readDigest(file)
  if (kept) return { key: { name: keyName, digest: kept }, file }
  const fresh = newKey()
  return { key: { name: keyName, digest: digestOf(fresh) }, fresh, file }
}

/** Keeps the hash of a fresh key. To be called once the key is sure to be shown: a kept one never is. */
export async function keepFirstKey({ key, file }: FirstKey): Promise<void> {
  await keepDigest(file, key.digest).catch((cause: unknown) => {
    throw new LucidError(
      'unavailable',
      `Other machines can reach this address and there is no key; the one that was made can not be kept: ${(cause as Error).message}.`,
      {
        recourse: 'none',
        reason: 'first_key_not_kept',
        hint: 'Name a key yourself (LUCID_API_KEY, or keys in the config), or a data folder that may be written: LUCID_DATA_DIR.',
        cause,
      },
    )
  })
}
