import { resolve } from 'node:path'
import type { Env } from '../config/env-file.ts'

/** Where the gateway keeps what it must. It is made at the first start. */
export function dataDirOf(cwd: string, env: Env): string {
  return resolve(cwd, env['LUCID_DATA_DIR'] || 'data')
}
