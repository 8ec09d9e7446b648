import type { Way } from './subject.ts'

/** Fields that differ from call to call, or that one form of an answer has and the other has not. */
const volatile = new Set(['id', 'callId', 'created', 'raw', 'extra', 'logprobs', 'metadata'])

/** What of a result a caller would miss if it were different. */
export function essence(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(essence)
  if (typeof value !== 'object' || value === null) return value
  // Each answer has addresses of its own for what it made.
  if ('kind' in value && value.kind === 'url') return { kind: 'url' }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => !volatile.has(name) && inner !== undefined)
      .map(([name, inner]) => [name, essence(inner)]),
  )
}

/** A stream counts as what it adds up to, where that can be told: how it was cut up is nobody's business. */
export async function answerOf({ run, sample }: Way): Promise<unknown> {
  const { result, parts = [] } = await run()
  return essence(result ?? sample.capability.collect?.(parts) ?? parts)
}
