import type { ChatRequest, Extra, Warning } from '@lucid-gateway/core'

/** The fields that warnings say were dropped. */
export function droppedBy(warnings: readonly Warning[]): ReadonlySet<string> {
  return new Set(warnings.filter(({ type }) => type === 'dropped').map(({ field }) => field ?? ''))
}

/** `value` without each field, element or foreign extra that is in `dropped`. */
export function without<T>(value: T, dropped: ReadonlySet<string>): T {
  return prune(value, '', dropped) as T
}

function prune(value: unknown, path: string, dropped: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    return value.flatMap((each, index) => {
      const at = `${path}[${index}]`
      return dropped.has(at) ? [] : [prune(each, at, dropped)]
    })
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).flatMap(([key, each]) => {
    const at = path ? `${path}.${key}` : key
    if (dropped.has(at)) return []
    if (key !== 'extra') return [[key, prune(each, at, dropped)] as const]
    const kept = Object.entries(each as Extra).filter(([wire]) => !dropped.has(`${at}["${wire}"]`))
    return kept.length > 0 ? [[key, Object.fromEntries(kept)] as const] : []
  })
  return Object.fromEntries(entries) as unknown
}

/** The request as it came from other wires alone. */
export function withoutOwn(request: ChatRequest, wire: string): ChatRequest {
  return JSON.parse(JSON.stringify(request), (key, value: unknown) =>
    key === wire ? undefined : value,
  ) as ChatRequest
}
