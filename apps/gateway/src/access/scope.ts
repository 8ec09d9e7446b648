import { type Capability, LucidError } from '@lucid-gateway/core'
import type { ModelEntry, Target } from '@lucid-gateway/runtime'
import { cut } from '../http/cut.ts'
import type { AppKey } from './app-key.ts'

/** Throws unless the key may make the call. Every target that may serve it must be allowed, fallbacks too. */
export function requireScope(
  key: AppKey,
  capability: Capability,
  asked: string,
  targets: () => readonly Target[],
): void {
  if (key.capabilities && !key.capabilities.includes(capability.id)) {
    throw forbidden(key, `the capability "${capability.id}"`, key.capabilities)
  }
  if (!isLimited(key) || (key.kinds && matches(key.kinds, asked))) return
  if (key.models && everyAllowed(key.models, asked, targets)) return
  throw forbidden(key, `"${asked}"`, namesOf(key))
}

/** Whether `requireScope` would let the call pass. */
export function mayCall(...call: Parameters<typeof requireScope>): boolean {
  try {
    requireScope(...call)
    return true
  } catch {
    return false
  }
}

/** Throws unless the key may ask the path. */
export function requireRoute(key: AppKey, url: string): void {
  if (key.routes === undefined) return
  const end = url.indexOf('?')
  const path = end === -1 ? url : url.slice(0, end)
  if (!matches(key.routes, path)) throw forbidden(key, `the path "${cut(path)}"`, key.routes)
}

/** Throws unless the key may use the channel; `stable` is the one of calls that name none. */
export function requireChannel(key: AppKey, channel = 'stable'): void {
  if (mayName(key, channel)) return
  throw forbidden(key, `the channel "${channel}"`, channelsOf(key) ?? [], 'channel')
}

export function mayName(key: AppKey, channel: string): boolean {
  return channelsOf(key)?.includes(channel) ?? true
}

function channelsOf({ channel, channels }: AppKey): readonly string[] | undefined {
  return channels ?? (channel === undefined ? undefined : [channel])
}

/** Whether a key may see a model in a list. */
export function maySee(key: AppKey | undefined, entry: ModelEntry): boolean {
  if (!key) return true
  const { account, card } = entry
  if (key.capabilities && !card.capabilities.some(id => key.capabilities?.includes(id))) return false
  return !isLimited(key) || matches(key.models ?? [], `${account}/${card.id}`)
}

/** Whether a key may get to know of a target that it does not get. */
export function mayHearOf(key: AppKey | undefined, account: string, model = ''): boolean {
  return !key || !isLimited(key) || matches(key.models ?? [], `${account}/${model}`)
}

/** Whether some names only may be asked for with the key. */
export function isLimited({ models, kinds }: AppKey): boolean {
  return models !== undefined || kinds !== undefined
}

/** A name that leads nowhere is as forbidden as one that leads elsewhere, unless it is the key's to try. */
function everyAllowed(models: readonly string[], asked: string, targets: () => readonly Target[]): boolean {
  let found: readonly Target[]
  try {
    found = targets()
  } catch (error) {
    if (matches(models, asked)) throw error
    return false
  }
  return found.every(({ account, model }) => matches(models, `${account}/${model}`))
}

const lists = ['candidates', 'kinds', 'accounts', 'channels', 'missing'] as const

/** What is said of a name to the holder of a limited key, who must not get to know of others. */
export function withinScope(key: AppKey | undefined, thrown: unknown): unknown {
  if (!key || !isLimited(key) || !LucidError.is(thrown)) return thrown
  if (!lists.some(list => thrown.details?.[list] !== undefined)) return thrown
  const { code, message, details: _, ...rest } = thrown.toJSON()
  const allowed = namesOf(key)
  return new LucidError(code, message, { ...rest, hint: mayUseOnly(allowed), details: { allowed } })
}

function namesOf({ kinds = [], models = [] }: AppKey): string[] {
  return [...kinds, ...models]
}

/** Exact, or with `*` at the end for any rest. */
export function matches(patterns: readonly string[], name: string): boolean {
  return patterns.some(pattern =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  )
}

function forbidden(key: AppKey, what: string, allowed: readonly string[], param?: string): LucidError {
  return new LucidError('permission', `The key "${key.name}" may not use ${what}.`, {
    reason: 'out_of_scope',
    hint: mayUseOnly(allowed),
    details: { allowed: [...allowed] },
    ...(param === undefined ? {} : { param }),
  })
}

function mayUseOnly(allowed: readonly string[]): string {
  return allowed.length > 0 ? `It may use ${allowed.join(', ')}.` : 'It may use nothing.'
}
