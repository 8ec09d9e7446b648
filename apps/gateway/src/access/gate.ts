import type { IncomingMessage } from 'node:http'
import { LucidError } from '@lucid-gateway/core'
import type { AppKey } from './app-key.ts'
import type { Keyring } from './keyring.ts'
import type { RequestRule } from './keyless-rule.ts'
import { presentedKey } from './presented-key.ts'

/** Who calls: the holder of a key, or somebody on this machine while there are no keys. */
export interface Caller {
  readonly key?: AppKey
}

/** Lets a request in, or throws why not. `elsewhere` finds a key where a dialect has a place for it beside the headers. */
export type Gate = (request: IncomingMessage, elsewhere?: KeyFinder) => Caller
type KeyFinder = (request: IncomingMessage) => string | undefined

const someoneLocal: Caller = Object.freeze({})

/** `keyless` is the rule for the time while the keyring is empty. */
export function createGate(keyring: Keyring, keyless: RequestRule): Gate {
  if (keyring.size > 0) return (request, elsewhere) => ({ key: keyHolder(request, keyring, elsewhere) })
  return request => {
    const refusal = keyless(request)
    if (refusal) throw refusal
    return someoneLocal
  }
}

function keyHolder(request: IncomingMessage, keyring: Keyring, elsewhere?: KeyFinder): AppKey {
  const presented = presentedKey(request.headers) ?? elsewhere?.(request)
  if (presented === undefined) {
    throw new LucidError('auth', 'No key was sent.', {
      reason: 'missing_key',
      hint: 'Send a key of this gateway as "authorization: Bearer <key>" or "x-api-key: <key>".',
    })
  }
  const found = keyring.find(presented)
  if (!found) {
    throw new LucidError('auth', 'The key is not one of this gateway.', {
      reason: 'unknown_key',
      hint: "Check that it is a key of this gateway, not a vendor's.",
    })
  }
  return found
}
