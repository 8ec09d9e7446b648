import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type AppKey, digestOf, newKey } from './app-key.ts'

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
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const content = JSON.stringify({ sha256: Buffer.from(key.digest).toString('hex') })
  await writeFile(file, `${content}\n`, { mode: 0o600, flag: 'wx' })
}

async function readDigest(file: string): Promise<Uint8Array | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const hex = /"sha256"\s*:\s*"([0-9a-f]{64})"/.exec(text)?.[1]
  if (hex === undefined) throw new Error(`${file} holds no key's hash; delete it to have a new key made.`)
  return Buffer.from(hex, 'hex')
}
