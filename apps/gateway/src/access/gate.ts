import type { IncomingMessage } from 'node:http'
import type { StoredKeys } from '../keys/stored-keys.ts'
import type { AppKey } from './app-key.ts'
import { formOf } from './key-format.ts'
import type { Keyring } from './keyring.ts'
import { isAdminKey, mistyped, noKey, unknownKey } from './key-refusals.ts'
import type { RequestRule } from './keyless-rule.ts'
import { presentedKey } from './presented-key.ts'

/** Who calls: the holder of a key, or somebody on this machine while there are no keys. */
export interface Caller {
  readonly key?: AppKey
}

/**
 * Lets a request in, or throws why not; a promise only where a key must be looked for. `elsewhere` finds a key where a
 * dialect has a place for it beside the headers.
 */
export type Gate = (request: IncomingMessage, elsewhere?: KeyFinder) => Caller | Promise<Caller>
type KeyFinder = (request: IncomingMessage) => string | undefined

export interface GateParts {
  /** The keys of the config. */
  readonly keyring: Keyring
  /** The keys that were made here. */
  readonly stored: Pick<StoredKeys, 'any' | 'recent' | 'find'>
  /** The rule for the time while there is neither. */
  readonly keyless: RequestRule
}

const someoneLocal: Caller = Object.freeze({})

export function createGate({ keyring, stored, keyless }: GateParts): Gate {
  return (request, elsewhere) => {
    if (keyring.size === 0 && !stored.any) {
      const refusal = keyless(request)
      if (refusal) throw refusal
      return someoneLocal
    }
    const presented = presentedKey(request.headers) ?? elsewhere?.(request)
    if (presented === undefined) throw noKey(request.headers, 'key', howToSend)
    const key = stored.recent(presented) ?? keyring.find(presented)
    return key ? { key } : lookUp(presented, stored)
  }
}

async function lookUp(presented: string, stored: GateParts['stored']): Promise<Caller> {
  const form = formOf(presented)
  if (form === 'mistyped') throw mistyped()
  if (isAdminKey(presented))
    throw unknownKey(
      'This is an admin key, and admin keys make no calls.',
      'Make a key for the application, by POST /admin/v1/keys or `lucid keys create --name my-app`.',
    )
  const key = form === 'sound' ? await stored.find(presented) : undefined
  if (key) return { key }
  throw unknownKey(
    'The key is not one of this gateway.',
    "Check that it is a key of this gateway, not a vendor's.",
  )
}

const howToSend = 'Send a key of this gateway as "authorization: Bearer <key>" or "x-api-key: <key>".'
