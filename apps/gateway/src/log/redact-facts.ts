import { LucidError } from '@lucid-gateway/core'

const secretName = /authorization|cookie|api[-_]?key|secret|password|passwd|credential|(^|[-_])token$/i
const deepest = 6

/** Facts as they may be written: fields with a secret's name are blotted out, errors become their plain facts. */
export function redactFacts(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactObject(facts, 0)
}

function redactObject(value: object, depth: number): Record<string, unknown> {
  const clean: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(value)) {
    clean[name] =
      secretName.test(name) && inner !== undefined && inner !== null ? '[redacted]' : redact(inner, depth + 1)
  }
  return clean
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) return '[deeper]'
  if (LucidError.is(value)) return redactObject(value.toJSON(), depth)
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack }
  if (Array.isArray(value)) return value.map(inner => redact(inner, depth + 1))
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  return redactObject(value, depth)
}
