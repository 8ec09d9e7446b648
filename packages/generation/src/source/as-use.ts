import { image, LucidError, type Plugin } from '@lucid-gateway/core'
import { type PluginUse, use } from '@lucid-gateway/runtime'
import type { ProviderSettings } from '../settings.ts'

const idPattern = /^[a-z0-9][a-z0-9_-]*$/

/** A plugin under the name and with the settings that an application gives it; throws where they don't fit it. */
export function asUse(id: string, plugin: Plugin, settings: ProviderSettings): PluginUse {
  if (!idPattern.test(id))
    throw unfit(
      id,
      `The provider's id "${id}" must match ${idPattern}.`,
      'Use lower case letters and digits.',
    )
  if (!Object.hasOwn(plugin.capabilities, image.id))
    throw unfit(id, `The provider "${id}" makes no pictures.`, 'Use the runtime itself for what it offers.')
  const { apiKey, modelId: _, package: __, ...rest } = settings
  const credentials: Record<string, string> = {}
  const config: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(rest)) {
    if (value === undefined) continue
    if (Object.hasOwn(plugin.credentials, name)) credentials[name] = String(value)
    else config[name] = value
  }
  if (apiKey !== undefined) credentials[keyOf(id, plugin)] = apiKey
  return use(plugin, {
    as: id,
    credentials,
    ...(Object.keys(config).length > 0 ? { config } : {}),
  })
}

/** What a plugin calls its key. */
function keyOf(id: string, { credentials }: Plugin): string {
  if (Object.hasOwn(credentials, 'apiKey')) return 'apiKey'
  const required = Object.entries(credentials).flatMap(([name, spec]) => (spec.required ? [name] : []))
  const [only, ...others] = required
  if (only !== undefined && others.length === 0) return only
  const names = Object.keys(credentials)
  throw unfit(
    id,
    `The provider "${id}" has no credential that is called apiKey.`,
    names.length > 0 ? `Give ${names.join(', ')} by name.` : 'Leave it out; it needs none.',
  )
}

function unfit(id: string, message: string, hint: string): LucidError {
  return new LucidError('invalid_request', message, {
    param: id,
    reason: 'provider_settings',
    hint,
  })
}
