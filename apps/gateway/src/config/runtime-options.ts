import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Log } from '@lucid-gateway/core'
import type { CardSource, RuntimeOptions } from '@lucid-gateway/runtime'
import { type CollectedPlugins, pluginOf } from '../discovery/collect-plugins.ts'
import { capabilityFlags } from './capability-flags.ts'
import type { Settings } from './config.ts'
import type { Configured } from './load-config.ts'
import { budgetRules, limitRules } from './limit-rules.ts'
import { configError } from './config-problem.ts'

type TransportOptions = NonNullable<RuntimeOptions['transport']>

/** What the runtime is to do, by the config. */
export async function runtimeOptions(
  { settings, env, file }: Configured,
  { plugins, reports }: CollectedPlugins,
  catalog: CardSource,
  { cwd, log }: { readonly cwd: string; readonly log: Log },
): Promise<RuntimeOptions> {
  const { accounts, channels, aliases, hooks, timeouts, retry, breaker, recentCalls, callerHosts } = settings
  const { publicUrl } = settings.server
  return {
    plugins,
    catalog,
    unknownPrice: settings.catalog.unknownPrice,
    env,
    retry,
    flags: capabilityFlags({ env }),
    limits: limitRules(settings),
    budgets: budgetRules(settings),
    ports: { log },
    absent: reports.flatMap(({ id, missing }) => (id && missing ? { name: id, missing } : [])),
    transport: await transportOptions(settings, env, file === undefined ? cwd : dirname(file)),
    jobs: {
      ...settings.jobs,
      ...(publicUrl === undefined ? {} : { hooksUrl: `${publicUrl.replace(/\/+$/, '')}/hooks` }),
    },
    ...(accounts ? { accounts: withPlugin(accounts, plugins, log) } : {}),
    ...(channels ? { channels } : {}),
    ...(aliases ? { aliases } : {}),
    ...(callerHosts ? { callerHosts } : {}),
    ...(hooks ? { hooks } : {}),
    ...(breaker === undefined ? {} : { breaker }),
    ...(recentCalls === undefined ? {} : { recentCalls }),
    ...(timeouts.callMs === undefined ? {} : { timeoutMs: timeouts.callMs }),
    ...(timeouts.setupMs === undefined ? {} : { setupTimeoutMs: timeouts.setupMs }),
  }
}

/** The accounts of a plugin that failed to load are left out with it. */
function withPlugin(
  accounts: NonNullable<Settings['accounts']>,
  plugins: CollectedPlugins['plugins'],
  log: Log,
): NonNullable<Settings['accounts']> {
  const ids = new Set(plugins.map(entry => pluginOf(entry).id))
  const all = Object.entries(accounts)
  for (const [account, { provider, enabled }] of all) {
    if (!ids.has(provider) && enabled !== false)
      log.error('an account was left out: its plugin is not there', { account, provider })
  }
  return Object.fromEntries(all.filter(([, { provider }]) => ids.has(provider)))
}

async function transportOptions(
  settings: Settings,
  env: Configured['env'],
  base: string,
): Promise<TransportOptions> {
  const { proxy, ca, ...rest } = settings.transport
  const { connectMs, firstByteMs, idleMs } = settings.timeouts
  const files = ca === undefined ? [] : [ca].flat()
  return {
    ...rest,
    timeouts: {
      ...(connectMs === undefined ? {} : { connect: connectMs }),
      ...(firstByteMs === undefined ? {} : { firstByte: firstByteMs }),
      ...(idleMs === undefined ? {} : { idle: idleMs }),
    },
    ...(proxy === undefined ? {} : { proxy: proxyAddress(proxy, env) }),
    ...(files.length > 0
      ? { ca: await Promise.all(files.map(path => readFile(resolve(base, path), 'utf8'))) }
      : {}),
  }
}

function proxyAddress(setting: string, env: Configured['env']): string {
  if (!setting.startsWith('env:')) return setting
  const variable = setting.slice('env:'.length)
  const value = env[variable]
  if (value) return value
  throw configError([{ file: 'environment', key: 'transport.proxy', message: `${variable} is not set.` }])
}
