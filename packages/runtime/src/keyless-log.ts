import { type Log, type LogFacts, LucidError } from '@lucid-gateway/core'
import { hideValues } from '@lucid-gateway/transport'

const deepest = 6

/** The log of a try with a caller's own key, in which the key does not appear: nobody else knows what to look for. */
export function withoutKeyInLog(log: Log, secrets: readonly string[]): Log {
  const shown = (facts: LogFacts) => hidden(facts, secrets, 0) as LogFacts
  const writer = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, facts?: LogFacts) => {
    const said = hideValues(message, secrets)
    if (facts) log[level](said, shown(facts))
    else log[level](said)
  }
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    child: facts => withoutKeyInLog(log.child(shown(facts)), secrets),
  }
}

function hidden(value: unknown, secrets: readonly string[], depth: number): unknown {
  if (typeof value === 'string') return hideValues(value, secrets)
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) return '[deeper]'
  const within = (inner: unknown) => hidden(inner, secrets, depth + 1)
  if (LucidError.is(value)) return within(value.toJSON())
  if (value instanceof Error) {
    const { name, message, stack } = value
    return within({ name, message, stack })
  }
  if (Array.isArray(value)) return value.map(within)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, within(inner)]))
}
