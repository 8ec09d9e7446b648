import { type AppKey, digestOf, weaknessOf } from '../access/app-key.ts'
import type { AppKeySetting } from './config.ts'
import { configError, type ConfigProblem } from './config-problem.ts'
import type { ConfigSource } from './config-source.ts'
import type { Env } from './env-file.ts'
import { command } from '../version.ts'

/** One key without any config file. */
export const keyVariable = 'LUCID_API_KEY'

/** The keys of the config and of the environment, hashed. Weak keys are refused, not warned of. */
export function appKeys(
  settings: readonly AppKeySetting[],
  env: Env,
  source?: ConfigSource,
): readonly AppKey[] {
  const problems: ConfigProblem[] = []
  const keys: AppKey[] = []
  for (const [index, { key, ...rest }] of settings.entries()) {
    const read = readKey(key, env)
    if ('digest' in read) keys.push({ ...rest, digest: read.digest })
    else {
      const path = ['keys', index, 'key']
      problems.push({
        file: source?.file ?? 'config',
        key: `keys[${index}].key`,
        ...source?.locate(path),
        message: read.problem,
      })
    }
  }
  if (env[keyVariable]) {
    const read = readKey(`env:${keyVariable}`, env)
    if ('digest' in read) keys.push({ name: 'env', digest: read.digest })
    else problems.push({ file: 'environment', key: keyVariable, message: read.problem })
  }
  const twice = keys.find((key, index) => keys.findIndex(other => other.name === key.name) !== index)
  if (twice)
    problems.push({
      file: source?.file ?? 'config',
      key: 'keys',
      message: `two keys have the name "${twice.name}".`,
    })
  if (problems.length > 0) throw configError(problems)
  return keys
}

function readKey(setting: string, env: Env): { readonly digest: Uint8Array } | { readonly problem: string } {
  if (setting.startsWith('sha256:')) return { digest: Buffer.from(setting.slice('sha256:'.length), 'hex') }
  const variable = setting.slice('env:'.length)
  const key = env[variable]
  if (!key) return { problem: `${variable} is not set.` }
  const weakness = weaknessOf(key)
  return weakness
    ? { problem: `the key in ${variable} ${weakness}; \`${command} key\` makes a good one.` }
    : { digest: digestOf(key) }
}
