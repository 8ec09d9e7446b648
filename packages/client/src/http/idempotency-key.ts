import type { CallOptions } from '../options.ts'

/** What a call that spends is known by; undefined where it is to have none. */
export function idempotencyKeyOf({ idempotencyKey, signal }: CallOptions): string | undefined {
  if (typeof idempotencyKey === 'string') return idempotencyKey
  return (idempotencyKey ?? signal === undefined) ? newKey() : undefined
}

/** `crypto.randomUUID` is there for secure pages alone. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
