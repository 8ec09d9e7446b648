import { hash, randomBytes } from 'node:crypto'

/** A key of an application, as the gateway knows it: its hash and what it may do, never the key. */
export interface AppKey {
  readonly name: string
  /** SHA-256 of the key. */
  readonly digest: Uint8Array
  /** The channel of calls that name none. */
  readonly channel?: string
  /** The channels that it may name. Absent: `channel` alone, or all where it has none. */
  readonly channels?: readonly string[]
  readonly models?: readonly string[]
  readonly kinds?: readonly string[]
  readonly capabilities?: readonly string[]
  /** Whether answers that were translated are kept for it; as `responses.store` says unless said. */
  readonly storeResponses?: boolean
}

export function digestOf(key: string): Uint8Array {
  return hash('sha256', key, 'buffer')
}

/** 256 random bits behind a prefix by which scanners for leaked secrets know it. */
export function newKey(): string {
  return `lucid_${randomBytes(32).toString('base64url')}`
}

const shortest = 24
const samples =
  /^(?:sk-|key-|lucid_)?(?:1234|test|example|sample|demo|dummy|change-?me|secret|password|default|your[-_ ])/i

/** Why a key must not be used, or undefined. */
export function weaknessOf(key: string): string | undefined {
  if (key.length < shortest) return `is shorter than ${shortest} characters`
  if (samples.test(key)) return 'looks like a sample'
  if (new Set(key).size < 10) return 'repeats a few characters'
  return undefined
}
