import { LucidError, type Plugin, type Secrets } from '@lucid-gateway/core'
import { nearest } from './near.ts'
import { credentialFault } from './credential-fault.ts'
import { type TurnedOff, turnedOff, withoutTurnedOff } from './capability-flags.ts'
import type { Shutdown } from './models/card-source.ts'
import { layCards } from './models/lay-cards.ts'
import type { UnknownPrice } from './models/price-watch.ts'
import type { AccountOptions, AccountOwner, PluginUse, RuntimeOptions } from './options.ts'

/** One configured use of a provider under a name of its own. */
export interface Account {
  readonly name: string
  readonly plugin: Plugin
  readonly config: unknown
  readonly credentials: Readonly<Record<string, string>>
  /** Where each of them was found, in the operator's words: an environment variable, or a setting of the account. */
  readonly credentialSources: readonly string[]
  /** Required credentials that were found nowhere, by name. */
  readonly missing: readonly string[]
  /** What is wrong with a credential that was found; such an account is not started. */
  readonly fault?: LucidError
  readonly weight: number
  readonly owner: AccountOwner
  /** What of its plugin's capabilities flags have taken; `plugin` is without them. */
  readonly off: TurnedOff
  /** Models that its vendor has shut down and of which there is no card, by each of their names. */
  readonly retired: ReadonlyMap<string, Shutdown>
  readonly unknownPrice: UnknownPrice
  readonly required: boolean
}

/** All accounts of a config, each with its credentials looked up. */
export async function resolveAccounts(
  options: RuntimeOptions,
  secrets: Secrets,
  now: number,
): Promise<readonly Account[]> {
  const uses = options.plugins.map(asUse)
  const plugins = new Map(uses.map(({ plugin }) => [plugin.id, plugin]))
  const further = Object.entries(options.accounts ?? {}).map(([name, account]) =>
    fromOptions(name, account, plugins),
  )
  const named = new Set(further.map(use => use.as))
  const all = [...uses.filter(use => !isPlain(use) || !named.has(use.as)), ...further]
  const enabled = all.filter(use => use.options.enabled !== false)
  const twice = enabled.find((use, at) => enabled.findIndex(other => other.as === use.as) < at)
  if (twice) throw namedTwice(twice.as)
  return Promise.all(enabled.map(use => toAccount(use, secrets, options, now)))
}

function asUse(entry: Plugin | PluginUse): PluginUse {
  if ('kind' in entry) return entry
  return { kind: 'use', plugin: entry, as: entry.id, options: {}, required: false }
}

/** A plugin without settings of its own gives way to an account that has its name. */
function isPlain(use: PluginUse): boolean {
  return use.as === use.plugin.id && Object.keys(use.options).length === 0
}

function fromOptions(name: string, options: AccountOptions, plugins: ReadonlyMap<string, Plugin>): PluginUse {
  const plugin = plugins.get(options.provider)
  if (plugin) return { kind: 'use', plugin, as: name, options, required: false }
  throw new LucidError(
    'invalid_request',
    `Account "${name}" names the provider "${options.provider}", which is not among the plugins.`,
    {
      origin: 'gateway',
      param: `accounts.${name}.provider`,
      reason: 'unknown_provider',
      hint: `Add its plugin; there are ${[...plugins.keys()].join(', ') || 'none'}.`,
      details: { candidates: nearest(options.provider, plugins.keys()) },
    },
  )
}

/** Said before any plugin is started, so that none is left running. */
function namedTwice(name: string): LucidError {
  return new LucidError('conflict', `There are two accounts with the name "${name}".`, {
    origin: 'gateway',
    param: `accounts.${name}`,
    reason: 'account_twice',
    hint: "Give one of them a name of its own: use(plugin, { as: 'name' }).",
  })
}

const namePattern = /^[a-z0-9][a-z0-9_-]*$/

async function toAccount(
  { plugin, as, options, required }: PluginUse,
  secrets: Secrets,
  { flags = [], catalog, unknownPrice = 'alert' }: RuntimeOptions,
  now: number,
): Promise<Account> {
  if (!namePattern.test(as)) {
    throw new LucidError('invalid_request', `The account name "${as}" must match ${namePattern}.`, {
      origin: 'gateway',
      param: `accounts.${as}`,
      reason: 'account_name',
      hint: 'It is the first word of model refs: lower case letters, digits, dashes; no dot, no slash.',
    })
  }
  const given = options.credentials ?? {}
  const unknown = Object.keys(given).find(name => !Object.hasOwn(plugin.credentials, name))
  if (unknown !== undefined) {
    throw new LucidError(
      'invalid_request',
      `Account "${as}" has a credential "${unknown}" that ${plugin.id} does not know.`,
      {
        origin: 'gateway',
        param: `accounts.${as}.credentials.${unknown}`,
        reason: 'unknown_credential',
        hint: `It knows ${Object.keys(plugin.credentials).join(', ') || 'none'}.`,
      },
    )
  }
  const off = turnedOff(as, plugin, flags)
  const credentials: Record<string, string> = {}
  const sources: string[] = []
  const missing: string[] = []
  let fault: LucidError | undefined
  for (const [name, spec] of Object.entries(plugin.credentials)) {
    const found = await lookUp(given[name], spec.env, secrets)
    if (found) {
      const source = found.variable ?? `accounts.${as}.credentials.${name}`
      credentials[name] = found.value
      sources.push(source)
      fault ??= credentialFault(found.value, source)
    } else if (spec.required) missing.push(nameOf(as, name, given[name], spec.env))
  }
  return {
    name: as,
    ...layCards(as, withoutTurnedOff(plugin, off), catalog, now),
    config: options.config,
    credentials: Object.freeze(credentials),
    credentialSources: sources,
    missing,
    ...(fault ? { fault } : {}),
    weight: options.weight ?? 1,
    owner: options.owner ?? 'operator',
    off,
    unknownPrice: options.unknownPrice ?? unknownPrice,
    required,
  }
}

/** The name by which the operator knows a credential. */
function nameOf(account: string, name: string, given: string | undefined, env: readonly string[]): string {
  if (given?.startsWith('env:')) return given.slice('env:'.length)
  return given ? `accounts.${account}.credentials.${name}` : (env[0] as string)
}

/** A credential, and the environment variable that it is from unless the config has it itself. */
interface Found {
  readonly value: string
  readonly variable?: string
}

async function lookUp(
  given: string | undefined,
  env: readonly string[],
  secrets: Secrets,
): Promise<Found | undefined> {
  if (given && !given.startsWith('env:')) return { value: given.trim() }
  for (const variable of given ? [given.slice('env:'.length)] : env) {
    const value = (await secrets.get(variable))?.trim()
    if (value) return { value, variable }
  }
  return undefined
}
