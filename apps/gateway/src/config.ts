import type { Config } from './config/config.ts'

export type { Config } from './config/config.ts'
export { use } from '@lucid-gateway/runtime'

/** Says what a `lucid.config.ts` holds, so that the editor helps. */
export function defineConfig(config: Config): Config {
  return config
}
