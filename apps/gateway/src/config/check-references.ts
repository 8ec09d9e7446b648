import { nearest, type PluginUse } from '@lucid-gateway/runtime'
import { type CollectedPlugins, pluginOf } from '../discovery/collect-plugins.ts'
import { packageNamed } from '../discovery/package-named.ts'
import { pathText } from './check-config.ts'
import { configError, type ConfigProblem } from './config-problem.ts'
import type { Configured } from './load-config.ts'

/**
 * Throws where a setting names an account or a provider that is nowhere. One that is there but not usable, for want of
 * a secret, is no fault of the config: calls to it say what is missing.
 */
export function checkReferences(
  { settings, source }: Configured,
  { plugins, reports }: CollectedPlugins,
  cwd: string,
): void {
  const ids = new Set([...plugins.map(entry => pluginOf(entry).id), ...reports.flatMap(({ id }) => id ?? [])])
  const uses = plugins.filter((entry): entry is PluginUse => 'kind' in entry)
  const names = new Set([...ids, ...uses.map(use => use.as), ...Object.keys(settings.accounts ?? {})])
  const problems: ConfigProblem[] = []
  const tell = (path: readonly PropertyKey[], message: string): void => {
    problems.push({
      file: source?.file ?? 'config',
      key: pathText(path),
      ...source?.locate(path),
      message,
    })
  }
  // Where a plugin failed to load, its id is not known, so no reference can be called dead.
  const complete = !reports.some(({ state, id }) => state === 'failed' && id === undefined)
  for (const [name, { provider, credentials = {} }] of Object.entries(settings.accounts ?? {})) {
    if (complete && !ids.has(provider))
      tell(['accounts', name, 'provider'], `there is no plugin "${provider}"; ${howToHave(provider, ids)}`)
    const plugin = plugins.map(pluginOf).find(({ id }) => id === provider)
    const known = Object.keys(plugin?.credentials ?? {})
    for (const credential of Object.keys(credentials)) {
      if (plugin && !known.includes(credential))
        tell(['accounts', name, 'credentials', credential], notOf(provider, credential, known))
    }
  }
  for (const ref of complete ? Object.keys(settings.catalog.models ?? {}) : []) {
    const owner = ref.slice(0, ref.indexOf('/'))
    if (!names.has(owner))
      tell(
        ['catalog', 'models', ref],
        `there is no account or provider "${owner}"; ${howToHave(owner, names)}`,
      )
  }
  for (const [path, provider] of complete ? providersOfChannels(settings) : []) {
    if (!names.has(provider))
      tell(path, `there is no account or provider "${provider}"; ${howToHave(provider, names)}`)
  }
  if (problems.length > 0) throw configError(problems)

  function howToHave(provider: string, known: ReadonlySet<string>): string {
    const [close] = nearest(provider, known, 1)
    if (close !== undefined) return `did you mean "${close}"?`
    const there = `there ${known.size === 1 ? 'is' : 'are'} ${[...known].join(', ') || 'none'}.`
    const { name, installed } = packageNamed(provider, cwd)
    const listed = settings.plugins ? ` "${name}" under plugins` : ''
    if (installed) return listed ? `${there} Write${listed}.` : there
    return `${there} Its package may be ${name}: npm install ${name}${listed && `, and write${listed}`}.`
  }
}

function notOf(provider: string, credential: string, known: readonly string[]): string {
  const [close] = nearest(credential, known, 1)
  const hint = close === undefined ? `it has ${known.join(', ') || 'none'}.` : `did you mean "${close}"?`
  return `is no credential of "${provider}"; ${hint}`
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
