import { type CredentialSpecs, LucidError } from '@lucid-gateway/core'
import { credentialFault } from './credential-fault.ts'
import type { Generation, GenerationAccount } from './generation.ts'
import { nearest } from './near.ts'

/**
 * Credentials that a caller brings for one call, by the name of an account or of a provider: the one that its plugin
 * needs, or several by their names.
 */
export type OwnKeys = Readonly<Record<string, string | Readonly<Record<string, string>>>>

/**
 * The generation as a call sees it that brings credentials of its own: they take the place of the account's, with nothing
 * of the operator's beside them, and that account goes before the provider's others. It lives no longer than the call.
 */
export function withOwnKeys(generation: Generation, keys: OwnKeys): Generation {
  const accounts = new Map(generation.accounts)
  const own: GenerationAccount[] = []
  for (const [name, given] of Object.entries(keys)) {
    const account = withOwn(accountFor(generation, name), name, given)
    if (own.some(other => other.name === account.name)) throw givenTwice(name)
    own.push(account)
    accounts.set(account.name, account)
  }
  return { ...generation, accounts, router: generation.router.preferring(own) }
}

/** The account of that name, else the first of the provider of that name. */
function accountFor({ accounts }: Generation, name: string): GenerationAccount {
  const all = [...accounts.values()]
  const found =
    all.find(account => isSame(account.name, name)) ?? all.find(({ plugin }) => isSame(plugin.id, name))
  if (found) return found
  const names = [...new Set(all.flatMap(account => [account.name, account.plugin.id]))]
  const [close] = nearest(name.toLowerCase(), names)
  throw new LucidError(
    'invalid_request',
    `A key came for "${name}", and there is no such account or provider.`,
    {
      param: name,
      reason: 'unknown_account',
      hint:
        close === undefined
          ? `There are ${names.join(', ') || 'none'}. A provider without a key of the operator's is in use only where the config lists its plugin.`
          : `Did you mean ${close}?`,
      details: { accounts: names },
    },
  )
}

/** Names in headers have no case. */
function isSame(name: string, given: string): boolean {
  return name.toLowerCase() === given.toLowerCase()
}

function withOwn(account: GenerationAccount, name: string, given: OwnKeys[string]): GenerationAccount {
  const { credentials: specs } = account.plugin
  const credentials = typeof given === 'string' ? { [onlyName(specs, name)]: given.trim() } : given
  const brought = Object.entries(credentials)
  // Else nobody would have paid: the plugin might do without, or with what the machine has.
  if (brought.length === 0) throw notTaken(specs, name)
  for (const [credential, value] of brought) {
    if (!Object.hasOwn(specs, credential)) throw notTaken(specs, name)
    const fault = value.trim() === '' ? emptyKey(name) : credentialFault(value, 'The key')
    if (fault) throw badKey(name, fault)
  }
  if (Object.keys(specs).some(one => specs[one]?.required && credentials[one] === undefined))
    throw notTaken(specs, name)
  const { secretVersion: _, fault: __, ...rest } = account
  return {
    ...rest,
    credentials: Object.freeze({ ...credentials }),
    credentialSources: [],
    missing: [],
    payer: 'caller',
    secrets: Object.values(credentials),
  }
}

/** The credential that a plugin needs, where it needs one; where it needs none of them, the first. */
function onlyName(specs: CredentialSpecs, name: string): string {
  const names = Object.keys(specs)
  const required = names.filter(one => specs[one]?.required)
  const [only = names[0], other] = required
  if (only === undefined || other !== undefined) throw notTaken(specs, name)
  return only
}

function notTaken(specs: CredentialSpecs, name: string): LucidError {
  const names = Object.keys(specs)
  const needed = names.filter(one => specs[one]?.required)
  return new LucidError('invalid_request', `The credentials for "${name}" are not those that it takes.`, {
    param: name,
    reason: 'bad_own_key',
    hint:
      names.length === 0
        ? 'It takes none.'
        : `It takes ${names.join(', ')}, of which it needs ${needed.join(', ') || 'any one'}.`,
  })
}

function emptyKey(name: string): LucidError {
  return new LucidError('invalid_request', `The key for "${name}" is empty.`, {
    hint: 'Send it, or leave it out.',
  })
}

function badKey(name: string, { message, hint }: LucidError): LucidError {
  return new LucidError('invalid_request', message, {
    param: name,
    reason: 'bad_own_key',
    ...(hint === undefined ? {} : { hint }),
  })
}

function givenTwice(name: string): LucidError {
  return new LucidError('invalid_request', `Two keys came for the account of "${name}".`, {
    param: name,
    reason: 'bad_own_key',
    hint: 'Send one, by the name of the account or of its provider.',
  })
}
