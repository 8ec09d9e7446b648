import type { IncomingHttpHeaders } from 'node:http'
import { LucidError } from '@lucid-gateway/core'
import type { OwnKeys } from '@lucid-gateway/runtime'
import type { Exchange } from '../http/exchange.ts'

const before = 'x-user-'
const after = '-key'
const several = 'x-user-api-keys'

/** The keys that an exchange brings, where it may bring any. */
export function ownKeysOf({
  request,
  generation,
}: Pick<Exchange, 'request' | 'generation'>): OwnKeys | undefined {
  const keys = ownKeysIn(request.headers)
  if (keys && !generation.settings.ownKeys) throw notTaken()
  return keys
}

/**
 * The keys that a request brings for vendors: `x-user-<name>-key` is one, `x-user-api-keys` any number as JSON. The names
 * are those of accounts or providers. Undefined where it brings none.
 */
function ownKeysIn(headers: IncomingHttpHeaders): OwnKeys | undefined {
  let found: Record<string, OwnKeys[string]> | undefined
  for (const header in headers) {
    if (!header.startsWith(before)) continue
    const value = String(headers[header])
    for (const [name, key] of keysIn(header, value)) {
      found ??= Object.create(null) as Record<string, OwnKeys[string]>
      if (name in found) throw givenTwice(name)
      found[name] = key
    }
  }
  return found
}

function keysIn(header: string, value: string): readonly (readonly [string, OwnKeys[string]])[] {
  if (header === several) return Object.entries(readSeveral(value))
  const isOne = header.endsWith(after) && header.length >= before.length + after.length
  return isOne ? [[header.slice(before.length, -after.length), value]] : []
}

function readSeveral(text: string): OwnKeys {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw badHeader()
  }
  if (!isRecord(value) || !Object.values(value).every(isKey)) throw badHeader()
  return value as OwnKeys
}

function isKey(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    (isRecord(value) && Object.values(value).every(one => typeof one === 'string'))
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function notTaken(): LucidError {
  return new LucidError('permission', 'This gateway calls vendors with its own keys alone.', {
    reason: 'own_keys_refused',
    hint: 'Leave out the headers x-user-..., or ask the operator to set "ownKeys".',
  })
}

function givenTwice(name: string): LucidError {
  return new LucidError('invalid_request', `Two keys came for the account of "${name}".`, {
    param: name,
    reason: 'bad_own_key',
    hint: `Send one: x-user-${name}-key, or "${name}" in ${several}.`,
  })
}

/** Says nothing of what it holds. */
function badHeader(): LucidError {
  return new LucidError('invalid_request', `The header ${several} is not an object of keys.`, {
    param: several,
    reason: 'bad_header',
    hint: 'Send JSON such as {"openai":"<key>"}, or {"<account>":{"<credential>":"<value>"}} where it takes several.',
  })
}
