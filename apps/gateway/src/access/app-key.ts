import { hash } from 'node:crypto'
import type { Principal } from '@lucid-gateway/core'
import { makeKey } from './key-format.ts'

/** A key of an application, as the gateway knows it: its hash and what it may do, never the key. */
export interface AppKey {
  readonly name: string
  /** Of a key that was made here: what its calls, jobs and answers belong to. That of a configured key is its name. */
  readonly id?: string
  /** Whose it is, where it is a team's. */
  readonly team?: string
  /** SHA-256 of the key. */
  readonly digest: Uint8Array
  /** The channel of calls that name none. */
  readonly channel?: string
  /** The channels that it may name. Absent: `channel` alone, or all where it has none. */
  readonly channels?: readonly string[]
  readonly models?: readonly string[]
  readonly kinds?: readonly string[]
  readonly capabilities?: readonly string[]
  /** The paths that may be asked with it: exact, or with `*` at the end for any rest. */
  readonly routes?: readonly string[]
  /** Whether answers that were translated are kept for it; as `responses.store` says unless said. */
  readonly storeResponses?: boolean
}

export function digestOf(key: string): Uint8Array {
  return hash('sha256', key, 'buffer')
}

export function newKey(): string {
  return makeKey('lucid_')
}

/** What is a key's belongs to this name, as long as the key lives and through its rotations. */
export function identityOf(key: AppKey): string
export function identityOf(key: AppKey | undefined): string | undefined
export function identityOf(key: AppKey | undefined): string | undefined {
  return key && (key.id ?? key.name)
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

/** In whose name a call is made with the key. */
export function principalOf(key: AppKey): Principal {
  const principal = { organisation: 'default', key: identityOf(key) }
  return key.team === undefined ? principal : { ...principal, team: key.team }
}
