import { dirname, join } from 'node:path'
import type { Log } from '@lucid-gateway/core'
import { digestOf, weaknessOf } from '../access/app-key.ts'
import { makeKey } from '../access/key-format.ts'
import { keepDigest, readDigest } from '../access/kept-digest.ts'
import { configError } from '../config/config-problem.ts'
import type { Env } from '../config/env-file.ts'
import type { FixedAdmin } from './admin-gate.ts'

/** The admin key, where it is not the one that the data folder holds. */
export const adminKeyVariable = 'LUCID_ADMIN_KEY'

/** The first admin: without one, nobody could make another. */
export interface FirstAdmin {
  readonly fixed: FixedAdmin
  /** The key itself, the one time that it is made. */
  readonly fresh?: string
  readonly file: string
}

/** The environment's, else that of the data folder, else one that is made now. */
export async function firstAdmin(env: Env, dataDir: string): Promise<FirstAdmin> {
  const file = join(dataDir, 'first-admin-key.json')
  const given = env[adminKeyVariable]
  if (given) {
    const weakness = weaknessOf(given)
    if (weakness !== undefined)
      throw configError([{ file: 'environment', key: adminKeyVariable, message: `the key ${weakness}.` }])
    return { fixed: fixedAdmin('env', 'environment', digestOf(given)), file }
  }
  const kept = await readDigest(file)
  if (kept) return { fixed: fixedAdmin('first', 'data folder', kept), file }
  const fresh = makeKey('lucid_admin_')
  return { fixed: fixedAdmin('first', 'data folder', digestOf(fresh)), fresh, file }
}

/** Keeps the hash of a fresh key, which is to be shown now. Where it can't be kept there is no admin. */
export async function keepFirstAdmin(first: FirstAdmin, log: Log): Promise<FirstAdmin | undefined> {
  if (first.fresh === undefined) return first
  try {
    await keepDigest(first.file, first.fixed.digest)
    return first
  } catch (error) {
    // Another process may have been first.
    const kept = await readDigest(first.file).catch(() => undefined)
    if (kept) return { fixed: fixedAdmin('first', 'data folder', kept), file: first.file }
    log.warn('the first admin key could not be kept, so nobody may administer', {
      error,
      hint: `Set ${adminKeyVariable}, or have ${dirname(first.file)} writable.`,
    })
    return undefined
  }
}

function fixedAdmin(name: string, from: FixedAdmin['from'], digest: Uint8Array): FixedAdmin {
  return { admin: { id: `adm_${name}`, name, role: 'owner', team: null }, digest, from }
}
