import { type Capability, LucidError } from '@lucid-gateway/core'
import type { Target } from '@lucid-gateway/runtime'
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
  if (!key.models && !key.kinds) return
  if (key.kinds && matches(key.kinds, asked)) return
  if (key.models) {
    const allowed = key.models
    if (targets().every(target => mayUse(allowed, target))) return
  }
  throw forbidden(key, `"${asked}"`, [...(key.kinds ?? []), ...(key.models ?? [])])
}

/** Whether a key may see a model in a list. */
export function mayUse(
  patterns: readonly string[] | undefined,
  target: { account: string; model: string },
): boolean {
  return patterns === undefined || matches(patterns, `${target.account}/${target.model}`)
}

/** Exact, or with `*` at the end for any rest. */
function matches(patterns: readonly string[], name: string): boolean {
  return patterns.some(pattern =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  )
}

function forbidden(key: AppKey, what: string, allowed: readonly string[]): LucidError {
  return new LucidError('permission', `The key "${key.name}" may not use ${what}.`, {
    reason: 'out_of_scope',
    hint: allowed.length > 0 ? `It may use ${allowed.join(', ')}.` : 'It may use nothing.',
    details: { allowed: [...allowed] },
  })
}
