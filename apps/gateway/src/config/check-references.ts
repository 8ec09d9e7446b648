import { nearest, type PluginUse, type RuntimeOptions } from '@lucid-gateway/runtime'
import { pluginOf } from '../discovery/collect-plugins.ts'
import type { PluginReport } from '../discovery/plugin-report.ts'
import { pathText } from './check-config.ts'
import { configError, type ConfigProblem } from './config-problem.ts'
import type { Configured } from './load-config.ts'

/**
 * Throws where a setting names an account or a provider that is nowhere. One that is there but not usable, for want of
 * a secret, is no fault of the config: calls to it say what is missing.
 */
export function checkReferences(
  { settings, source }: Configured,
  plugins: RuntimeOptions['plugins'],
  reports: readonly PluginReport[],
): void {
  const ids = new Set([...plugins.map(entry => pluginOf(entry).id), ...reports.flatMap(({ id }) => id ?? [])])
  const uses = plugins.filter((entry): entry is PluginUse => 'kind' in entry)
  const names = new Set([...ids, ...uses.map(use => use.as), ...Object.keys(settings.accounts ?? {})])
  const problems: ConfigProblem[] = []
  const require = (
    path: readonly PropertyKey[],
    name: string,
    known: ReadonlySet<string>,
    what: string,
  ): void => {
    if (known.has(name)) return
    const [close] = nearest(name, known)
    const hint =
      close === undefined ? `there are ${[...known].join(', ') || 'none'}` : `did you mean "${close}"?`
    problems.push({
      file: source?.file ?? 'config',
      key: pathText(path),
      ...source?.locate(path),
      message: `there is no ${what} "${name}"; ${hint}`,
    })
  }
  // Where a plugin failed to load, its id is not known, so no reference can be called dead.
  if (reports.some(({ state, id }) => state === 'failed' && id === undefined)) return
  for (const [name, { provider }] of Object.entries(settings.accounts ?? {})) {
    require(['accounts', name, 'provider'], provider, ids, 'plugin')
  }
  for (const [path, provider] of providersOfChannels(settings))
    require(path, provider, names, 'account or provider')
  if (problems.length > 0) throw configError(problems)
}

function* providersOfChannels({
  channels = {},
}: Configured['settings']): Generator<readonly [readonly PropertyKey[], string]> {
  for (const [channel, kinds] of Object.entries(channels)) {
    for (const [kind, targets] of Object.entries(kinds)) {
      const path = ['channels', channel, kind]
      if ('provider' in targets) yield [[...path, 'provider'], targets.provider]
      else {
        const weighted = 'weighted' in targets
        const list = weighted ? targets.weighted : targets
        for (const [index, { provider }] of list.entries()) {
          yield [[...path, ...(weighted ? ['weighted'] : []), index, 'provider'], provider]
        }
      }
    }
  }
}
