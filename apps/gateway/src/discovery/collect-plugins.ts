import { dirname } from 'node:path'
import { fromUnknown, LucidError, type Manifest, manifestOf, type Plugin } from '@lucid-gateway/core'
import { type PluginUse, use } from '@lucid-gateway/runtime'
import type { PluginSetting } from '../config/config.ts'
import type { Configured } from '../config/load-config.ts'
import { type Candidate, discover, missingSecrets } from './discover.ts'
import { loadPlugin } from './load-plugin.ts'
import type { PluginReport } from './plugin-report.ts'

/** The plugins that are put to use, and what became of all that were thought of. */
export interface CollectedPlugins {
  readonly plugins: readonly (Plugin | PluginUse)[]
  readonly reports: readonly PluginReport[]
}

export interface Sources {
  readonly cwd: string
  readonly configured: Configured
  /** Paths and packages from the command line, and plugins from whoever embeds the gateway. */
  readonly extra?: readonly (string | Plugin | PluginUse)[]
}

interface Collected {
  readonly plugin?: Plugin | PluginUse
  readonly report: PluginReport
  /** That it was left out because it serves no models. */
  readonly isStore?: true
}

/** A plugin that can't be loaded is reported and left out, unless it is marked as required. */
export async function collectPlugins({ cwd, configured, extra = [] }: Sources): Promise<CollectedPlugins> {
  const { settings, file } = configured
  const base = file === undefined ? cwd : dirname(file)
  const [chosen, added] = await Promise.all([
    settings.plugins
      ? Promise.all(settings.plugins.map(setting => fromSetting(setting, base, 'config')))
      : fromProject(cwd, configured),
    Promise.all(extra.map(setting => fromSetting(setting, cwd, 'command line'))),
  ])
  const all = withoutTwins([...added, ...chosen])
  if (!settings.plugins && all.every(({ isStore }) => isStore)) all.push(await bundled())
  return {
    plugins: lastResortsLast(all.flatMap(({ plugin }) => plugin ?? [])),
    reports: all.map(({ report }) => report),
  }
}

/** Of two plugins under one name the first is kept: the command line outranks the project. */
function withoutTwins(all: readonly Collected[]): Collected[] {
  const names = new Set<string>()
  return all.map(collected => {
    const { plugin, report } = collected
    if (!plugin) return collected
    const name = 'kind' in plugin ? plugin.as : plugin.id
    if (!names.has(name)) {
      names.add(name)
      return collected
    }
    return { report: { ...report, state: 'skipped', why: `another plugin is already there as "${name}"` } }
  })
}

async function fromSetting(
  setting: PluginSetting,
  base: string,
  from: PluginReport['from'],
): Promise<Collected> {
  if (typeof setting === 'object' && !('plugin' in setting && typeof setting.plugin === 'string')) {
    const ready = setting as Plugin | PluginUse
    if (isForPorts(manifestOf(pluginOf(ready))))
      return failed(pluginOf(ready).id, from, misplaced(pluginOf(ready)))
    return { plugin: ready, report: enabled(pluginOf(ready).id, pluginOf(ready), from) }
  }
  const { plugin: specifier, ...options } = typeof setting === 'string' ? { plugin: setting } : setting
  const required = 'required' in options && options.required === true
  const collected = await load(specifier as string, base, from, required)
  if (!collected.plugin || typeof setting === 'string') return collected
  return { ...collected, plugin: use(pluginOf(collected.plugin), options) }
}

async function fromProject(cwd: string, configured: Configured): Promise<readonly Collected[]> {
  return Promise.all(discover(cwd).map(candidate => consider(candidate, cwd, configured)))
}

/** Enabled if its secrets are there, or if the config has an account of it. */
async function consider(
  candidate: Candidate,
  cwd: string,
  { settings, env }: Configured,
): Promise<Collected> {
  const { name, version, manifest } = candidate
  if (manifest && isForPorts(manifest)) return leftStore(candidate)
  const wanted = (id: string): boolean =>
    Object.values(settings.accounts ?? {}).some(({ provider }) => provider === id)
  const missing = manifest ? missingSecrets(manifest.credentials, env) : []
  if (manifest && missing.length > 0 && !wanted(manifest.id)) return { report: skipped(candidate, missing) }
  const collected = await load(name, cwd, 'package.json', false)
  if (manifest || !collected.plugin) return collected
  const read = manifestOf(pluginOf(collected.plugin))
  if (isForPorts(read)) return leftStore({ ...candidate, manifest: read })
  const lacking = missingSecrets(read.credentials, env)
  if (lacking.length === 0 || wanted(read.id)) return collected
  return { report: skipped({ name, ...(version ? { version } : {}), manifest: read }, lacking) }
}

async function load(
  specifier: string,
  base: string,
  from: PluginReport['from'],
  required: boolean,
): Promise<Collected> {
  try {
    const { plugin, version } = await loadPlugin(specifier, base)
    if (from !== 'package.json' && isForPorts(manifestOf(plugin))) throw misplaced(plugin, specifier)
    return { plugin, report: enabled(specifier, plugin, from, version) }
  } catch (thrown) {
    if (required) throw thrown
    return failed(specifier, from, thrown)
  }
}

function failed(name: string, from: PluginReport['from'], thrown: unknown): Collected {
  const error = fromUnknown(thrown, 'unavailable', { origin: 'gateway' }).toJSON()
  return { report: { name, from, state: 'failed', why: error.message, error } }
}

/** What a host that was installed alone has. */
async function bundled(): Promise<Collected> {
  const { default: plugin } = await import('@lucid-gateway/provider-demo')
  return { plugin, report: enabled('@lucid-gateway/provider-demo', plugin, 'bundled') }
}

function enabled(name: string, plugin: Plugin, from: PluginReport['from'], version?: string): PluginReport {
  const capabilities = Object.keys(plugin.capabilities)
  return {
    name,
    id: plugin.id,
    capabilities,
    from,
    state: 'enabled',
    ...(version === undefined ? {} : { version }),
  }
}

/** Whether it is something to stand on and nothing else: set up as an account it would open its data a second time. */
function isForPorts({ ports = [], capabilities }: Manifest): boolean {
  return ports.length > 0 && capabilities.length === 0
}

function leftStore(candidate: Candidate): Collected {
  const why = `it is a store, which is named in the config: store: { plugin: ${candidate.name} }`
  return { report: left(candidate, why), isStore: true }
}

function misplaced({ id }: Plugin, name = id): LucidError {
  return new LucidError('unavailable', `Plugin "${id}": it is a store, and serves no models.`, {
    reason: 'plugin_is_store',
    recourse: 'none',
    hint: `Name it where the store is named, and not among the plugins: store: { plugin: ${name} }.`,
    details: { plugin: id },
  })
}

function skipped(candidate: Candidate, missing: readonly string[]): PluginReport {
  const why = `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set`
  return { ...left(candidate, why), missing }
}

function left({ name, version, manifest }: Candidate, why: string): PluginReport {
  return {
    name,
    from: 'package.json',
    state: 'skipped',
    why,
    ...(version === undefined ? {} : { version }),
    ...(manifest ? { id: manifest.id, capabilities: manifest.capabilities } : {}),
  }
}

export function pluginOf(entry: Plugin | PluginUse): Plugin {
  return 'kind' in entry ? entry.plugin : entry
}

function lastResortsLast(plugins: readonly (Plugin | PluginUse)[]): readonly (Plugin | PluginUse)[] {
  return plugins.toSorted(
    (one, other) => Number(pluginOf(one).neverFallback) - Number(pluginOf(other).neverFallback),
  )
}
