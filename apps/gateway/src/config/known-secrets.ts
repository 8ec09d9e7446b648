import type { RuntimeOptions } from '@lucid-gateway/runtime'
import { adminKeyVariable } from '../admin/first-admin.ts'
import { pluginOf } from '../discovery/collect-plugins.ts'
import { keyVariable } from './app-keys.ts'
import { webhookSecretVariable } from '../jobs/webhook-secrets.ts'
import { storeSecrets } from './store-config.ts'
import type { Configured } from './load-config.ts'

/** Every secret value that the config and the environment hold, so that the log can keep them out. */
export function* knownSecrets(
  { settings, env }: Configured,
  plugins: RuntimeOptions['plugins'],
): Generator<string | undefined> {
  const given = [
    ...plugins.flatMap(entry => ('kind' in entry ? [entry.options.credentials ?? {}] : [])),
    ...Object.values(settings.accounts ?? {}).map(({ credentials }) => credentials ?? {}),
  ].flatMap(credentials => Object.values(credentials))
  for (const value of [...given, ...(settings.keys ?? []).map(({ key }) => key), settings.transport.proxy]) {
    yield value?.startsWith('env:') ? env[value.slice('env:'.length)] : value
  }
  for (const entry of plugins) {
    for (const { env: names } of Object.values(pluginOf(entry).credentials))
      for (const name of names) yield env[name]
  }
  if (settings.store) yield* storeSecrets(settings.store.config, env)
  yield env[keyVariable]
  yield env[adminKeyVariable]
  yield env[webhookSecretVariable]
}
