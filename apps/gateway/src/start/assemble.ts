import type { Log, Plugin } from '@lucid-gateway/core'
import type { PluginUse, RuntimeOptions } from '@lucid-gateway/runtime'
import { type HostCatalog, openCatalog } from '../catalog/open-catalog.ts'
import { strayFlags } from '../config/capability-flags.ts'
import { knownSecrets } from '../config/known-secrets.ts'
import type { Configured } from '../config/load-config.ts'
import { runtimeOptions } from '../config/runtime-options.ts'
import { collectPlugins } from '../discovery/collect-plugins.ts'
import type { PluginReport } from '../discovery/plugin-report.ts'
import type { SecretValues } from '../log/secret-values.ts'

/** One state of the config with its plugins, ready to be put to work. */
export interface Assembled {
  readonly configured: Configured
  readonly reports: readonly PluginReport[]
  readonly runtimeOptions: RuntimeOptions
  readonly catalog: HostCatalog
  /** What is said of each flag of the environment that does nothing. */
  readonly strayFlags: readonly string[]
}

export interface AssembleOptions {
  readonly cwd: string
  readonly extra: readonly (string | Plugin | PluginUse)[]
  readonly log: Log
  readonly secrets: SecretValues
}

export async function assemble(configured: Configured, options: AssembleOptions): Promise<Assembled> {
  const { cwd, extra, log, secrets } = options
  const collected = await collectPlugins({ cwd, configured, extra })
  const { plugins, reports } = collected
  if (configured.source)
    (await import('../config/check-references.ts')).checkReferences(configured, collected, cwd)
  secrets.add(knownSecrets(configured, plugins))
  for (const { name, state, why, error } of reports) {
    if (state === 'failed') log.error('a plugin was left out', { plugin: name, why, hint: error?.hint })
  }
  const catalog = await openCatalog(configured, cwd, log)
  const stray = strayFlags(configured, collected)
  for (const message of stray) log.warn(message)
  return {
    configured,
    reports,
    strayFlags: stray,
    catalog,
    runtimeOptions: await runtimeOptions(configured, collected, catalog, { cwd, log }),
  }
}
