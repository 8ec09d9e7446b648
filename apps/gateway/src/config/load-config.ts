import type { AppKey } from '../access/app-key.ts'
import { appKeys } from './app-keys.ts'
import type { Config, Settings } from './config.ts'
import { configError, type ConfigProblem } from './config-problem.ts'
import type { ConfigSource } from './config-source.ts'
import { defaults } from './default-settings.ts'
import { type Env, withEnvFile } from './env-file.ts'
import { findConfig } from './find-config.ts'
import { lacksLedger, ledgerWithoutPlace } from './keeps-ledger.ts'
import { budgetRules, limitRules, nameOfTwo } from './limit-rules.ts'

/** Everything that was configured, from file and environment, checked. */
export interface Configured {
  /** Absent where there is no file. */
  readonly file?: string
  /** Where settings stand; absent where nothing was configured. */
  readonly source?: ConfigSource
  readonly settings: Settings
  readonly env: Env
  readonly keys: readonly AppKey[]
}

export interface ConfigPlace {
  readonly cwd: string
  readonly env: Env
  /** The file, where it is named. */
  readonly file?: string
  /** The config itself, where there is to be no file. */
  readonly value?: Config
}

export async function loadConfig(place: ConfigPlace): Promise<Configured> {
  const env = withEnvFile(place.env, place.cwd)
  const source = await sourceOf(place, env)
  const settings: Settings = source ? (await import('./check-config.ts')).checkConfig(source) : defaults
  if (source && lacksLedger(settings)) throw configError([noLedger(source)])
  if (source) requireOwnNames(settings, source)
  const homeless = ledgerWithoutPlace(settings)
  if (source && homeless) throw configError([noPlace(source, homeless)])
  const keys = appKeys(settings.keys ?? [], env, source)
  return {
    ...(source ? { source } : {}),
    ...(source && !place.value ? { file: source.file } : {}),
    settings,
    env,
    keys,
  }
}

function noLedger({ file, locate }: ConfigSource): ConfigProblem {
  return {
    file,
    key: 'ledger.on',
    ...locate(['ledger', 'on']),
    message:
      'is false, and there are budgets: without a ledger nobody could tell what a process spent that died.',
  }
}

function requireOwnNames(settings: Settings, { file, locate }: ConfigSource): void {
  const problemOf = (path: readonly string[], name: string | undefined): readonly ConfigProblem[] =>
    name === undefined
      ? []
      : [
          {
            file,
            key: path.join('.'),
            ...locate(path),
            message: `two come to the name "${name}": a limit of several measures is named with each, one of a key with key- before its name.`,
          },
        ]
  const problems = [
    ...problemOf(['limits', 'rules'], nameOfTwo(limitRules(settings))),
    ...problemOf(['budgets'], nameOfTwo(budgetRules(settings))),
  ]
  if (problems.length > 0) throw configError(problems)
}

function noPlace({ file, locate }: ConfigSource, field: string): ConfigProblem {
  return {
    file,
    key: `ledger.${field}`,
    ...locate(['ledger', field]),
    message: 'asks for a ledger, and `store: false` leaves no place for one: take one of them out.',
  }
}

async function sourceOf(place: ConfigPlace, env: Env): Promise<ConfigSource | undefined> {
  if (place.value) return { file: 'config', value: place.value, locate: () => ({}) }
  const file = findConfig(place.cwd, place.file ?? env['LUCID_CONFIG'])
  return file === undefined ? undefined : (await import('./config-source.ts')).readConfigSource(file)
}
