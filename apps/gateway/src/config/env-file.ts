import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { join } from 'node:path'

export type Env = Readonly<Record<string, string | undefined>>

/** The environment with the folder's `.env` beneath it: what is really set outranks the file. */
export function withEnvFile(env: Env, cwd: string): Env {
  let text: string
  try {
    text = readFileSync(join(cwd, '.env'), 'utf8')
  } catch {
    return env
  }
  return { ...parseEnv(text), ...env }
}
