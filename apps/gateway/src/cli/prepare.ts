import { silentLog } from '@lucid-gateway/core'
import { loadConfig } from '../config/load-config.ts'
import { createSecretValues } from '../log/secret-values.ts'
import { assemble, type Assembled } from '../start/assemble.ts'

export interface Prepared extends Assembled {
  readonly cwd: string
}

/** Config and plugins of this folder, for commands that do not serve. */
export async function prepare(values: {
  readonly config?: string
  readonly plugin?: readonly string[]
}): Promise<Prepared> {
  const cwd = process.cwd()
  const configured = await loadConfig({
    cwd,
    env: process.env,
    ...(values.config === undefined ? {} : { file: values.config }),
  })
  const options = { cwd, extra: values.plugin ?? [], log: silentLog, secrets: createSecretValues() }
  return { ...(await assemble(configured, options)), cwd }
}
