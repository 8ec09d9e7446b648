import { LucidError, type Plugin } from '@lucid-gateway/core'
import type { OwnProvider } from '../provider/own-provider.ts'
import type { GenerationSettings } from '../settings.ts'
import { GenerationError } from './generation-error.ts'

/** Programs without types may hand over anything. */
export function requireSettings(given: GenerationSettings): void {
  const wrong = isRecord(given) ? Object.entries(given).find(([, settings]) => !isRecord(settings)) : ['']
  if (!wrong) return
  const [name] = wrong
  const what = name ? `The settings of "${name}" are` : 'Settings are'
  throw GenerationError.from(
    new LucidError('invalid_request', `${what} an object.`, {
      ...(name ? { param: name } : {}),
      reason: 'provider_settings',
      hint: 'Write them as { demo: {}, openai: { apiKey } }.',
    }),
  )
}

const members = [
  'name',
  'description',
  'getSupportedFeatures',
  'validateOptions',
  'getDefaultOptions',
  'generate',
]

/** A plugin is checked where it is put to work. */
export function requireProvider(given: OwnProvider | Plugin): void {
  if (isRecord(given) && 'setup' in given) return
  const id = isRecord(given) && typeof given['id'] === 'string' ? given['id'] : undefined
  const lacking = isRecord(given) ? members.filter(name => given[name] === undefined) : members
  if (id !== undefined && lacking.length === 0) return
  const what = id === undefined ? 'What was registered is no provider: it' : `The provider "${id}"`
  throw new LucidError(
    'invalid_request',
    `${what} has no ${(id === undefined ? ['id', ...lacking] : lacking).join(', ')}.`,
    {
      reason: 'provider_shape',
      hint: 'Hand over a plugin, or an object with those members as GenerationProvider has them.',
    },
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
