import type { Plugin } from '@lucid-gateway/core'
import { type CapabilityFlag, isFlagged, nearest, type PluginUse } from '@lucid-gateway/runtime'
import { type CollectedPlugins, pluginOf } from '../discovery/collect-plugins.ts'
import { configError, type ConfigProblem } from './config-problem.ts'
import type { Configured } from './load-config.ts'

/** `ENABLE_IMAGE_GENERATION_DEMO`; the last word is the name of a provider or an account. */
const pattern = /^ENABLE_([A-Z0-9_]+?)_GENERATION_([A-Z0-9_]+)$/

const words: Readonly<Record<string, boolean>> = { true: true, 1: true, false: false, 0: false }

/** The flags of the environment that turn a capability of a provider on or off. */
export function capabilityFlags({ env }: Pick<Configured, 'env'>): readonly CapabilityFlag[] {
  const problems: ConfigProblem[] = []
  const flags = Object.entries(env).flatMap(([variable, value]) => {
    const found = pattern.exec(variable)
    if (!found || value === undefined || value.trim() === '') return []
    const [, what = '', name = ''] = found
    const on = words[value.trim().toLowerCase()]
    if (on === undefined) {
      problems.push({ file: 'environment', key: variable, message: 'must be true, 1, false or 0.' })
      return []
    }
    const capability = what.toLowerCase().replaceAll('_', '-')
    return [{ capability, name, on, by: `${variable}=${value.trim()}` }]
  })
  if (problems.length > 0) throw configError(problems)
  return flags
}

/** What is said of each flag that does nothing, because what it names is not there. */
export function strayFlags(
  configured: Pick<Configured, 'env' | 'settings'>,
  { plugins, reports }: CollectedPlugins,
): readonly string[] {
  // A plugin that failed to load may be the one that is meant.
  if (reports.some(({ state, id }) => state === 'failed' && id === undefined)) return []
  const serves = new Map<string, readonly string[]>()
  for (const { id, capabilities = [] } of reports) if (id !== undefined) serves.set(id, capabilities)
  for (const [name, plugin] of accountsOf(configured, plugins))
    serves.set(name, Object.keys(plugin?.capabilities ?? {}))
  return capabilityFlags(configured).flatMap(({ capability, name, by }) => {
    const named = [...serves].filter(([known]) => isFlagged(known, name))
    if (named.length === 0) return `${by} names no provider or account that is there.${hintFor(name, serves)}`
    if (named.some(([, capabilities]) => capabilities.includes(capability))) return []
    return `${by} does nothing: ${named.map(([known]) => known).join(', ')} does not serve ${capability}.`
  })
}

function* accountsOf(
  { settings }: Pick<Configured, 'settings'>,
  plugins: CollectedPlugins['plugins'],
): Generator<readonly [string, Plugin | undefined]> {
  for (const entry of plugins) yield [isUse(entry) ? entry.as : entry.id, pluginOf(entry)] as const
  for (const [name, { provider }] of Object.entries(settings.accounts ?? {}))
    yield [name, plugins.map(pluginOf).find(({ id }) => id === provider)] as const
}

function isUse(entry: Plugin | PluginUse): entry is PluginUse {
  return 'kind' in entry
}

function hintFor(name: string, known: ReadonlyMap<string, unknown>): string {
  const [close] = nearest(name.toLowerCase().replaceAll('_', '-'), known.keys(), 1)
  if (close !== undefined) return ` Did you mean ${close.toUpperCase().replaceAll('-', '_')}?`
  return ` There are ${[...known.keys()].join(', ') || 'none'}.`
}
