import { configError } from './config-problem.ts'
import type { Env } from './env-file.ts'

const reference = /^env:([A-Za-z_][A-Za-z0-9_]*)$/

/** The settings of a store's plugin, with each `env:NAME` in them replaced by what the environment has of that name. */
export function storeConfig(config: unknown, env: Env, path = 'store.config'): unknown {
  if (typeof config === 'string') {
    const name = reference.exec(config)?.[1]
    if (name === undefined) return config
    const value = env[name]
    if (value) return value
    throw configError([{ file: 'environment', key: path, message: `${name} is not set.` }])
  }
  if (Array.isArray(config)) return config.map((each, at) => storeConfig(each, env, `${path}[${at}]`))
  if (typeof config !== 'object' || config === null) return config
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, storeConfig(value, env, `${path}.${key}`)]),
  )
}

/** What the environment has for them, which no log may show. */
export function* storeSecrets(config: unknown, env: Env): Generator<string | undefined> {
  if (typeof config === 'string') yield env[reference.exec(config)?.[1] ?? '']
  else if (typeof config === 'object' && config !== null)
    for (const value of Object.values(config)) yield* storeSecrets(value, env)
}
