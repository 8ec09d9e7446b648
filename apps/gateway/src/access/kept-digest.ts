import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { LucidError } from '@lucid-gateway/core'

/** Writes the hash of a key into a file of its own, which must not be there yet. */
export async function keepDigest(file: string, digest: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const content = JSON.stringify({ sha256: Buffer.from(digest).toString('hex') })
  await writeFile(file, `${content}\n`, { mode: 0o600, flag: 'wx' })
}

/** Undefined where there is no such file. */
export async function readDigest(file: string): Promise<Uint8Array | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw unusable(file, error)
  }
  const hex = /"sha256"\s*:\s*"([0-9a-f]{64})"/.exec(text)?.[1]
  if (hex === undefined) throw new Error(`${file} holds no key's hash; delete it to have a new key made.`)
  return Buffer.from(hex, 'hex')
}

/** The data folder stands in the way of a start, by what the file system says of it. */
function unusable(file: string, cause: unknown): LucidError {
  const why = (cause as Error).message
  return new LucidError('unavailable', `The data folder ${dirname(file)} can not be used: ${why}.`, {
    recourse: 'none',
    reason: 'no_data_folder',
    hint: 'Give this process a folder that it may read and write: LUCID_DATA_DIR names it.',
    cause,
  })
}
