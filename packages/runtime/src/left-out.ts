import type { Capability } from '@lucid-gateway/core'
import type { Registry } from '@lucid-gateway/core/engine'
import type { Account } from './accounts.ts'
import type { Excluded } from './explanation.ts'
import type { KindTarget } from './options.ts'
import type { Target } from './runtime.ts'

/** A name that was asked for, as the router understands it. */
export interface Meant {
  readonly name: string
  /** The targets that the kind of that name has in the channel. */
  readonly listed: readonly KindTarget[] | undefined
  /** Whether it is a kind at all. */
  readonly isKind: boolean
}

export interface Known {
  readonly accounts: readonly Account[]
  readonly registry: Registry
}

/** The accounts that no target is of, and the targets that the name could have meant beside those, each with why. */
export function leftOut(
  known: Known,
  capability: Capability,
  meant: Meant,
  targets: readonly Target[],
): readonly Excluded[] {
  const taken = new Set(targets.map(({ account, model }) => `${account}/${model}`))
  return known.accounts.flatMap(account => {
    const models = modelsOf(account, known.accounts, capability, meant)
    if (models.length === 0) return [excluded(known, capability, meant, account)]
    return models
      .filter(model => !taken.has(`${account.name}/${model}`))
      .map(model => excluded(known, capability, meant, account, model))
  })
}

/** The models of an account that the name could mean. */
function modelsOf(
  account: Account,
  accounts: readonly Account[],
  capability: Capability,
  { name, listed, isKind }: Meant,
): readonly string[] {
  const { models } = account.plugin
  if (listed) return listed.filter(({ provider }) => isOf(account, provider)).map(({ model }) => model)
  if (isKind) {
    const able = models.filter(card => card.capabilities.includes(capability.id))
    const carded = able.filter(card => card.kinds?.includes(name))
    return (carded.length > 0 ? carded : able.slice(0, 1)).map(({ id }) => id)
  }
  const slash = name.indexOf('/')
  const owner = name.slice(0, Math.max(slash, 0))
  if (accounts.some(one => isOf(one, owner))) return isOf(account, owner) ? [name.slice(slash + 1)] : []
  return models.some(({ id, aliases }) => id === name || aliases?.includes(name)) ? [name] : []
}

function isOf({ name, plugin }: Account, owner: string): boolean {
  return name === owner || plugin.id === owner
}

function excluded(
  known: Known,
  capability: Capability,
  meant: Meant,
  account: Account,
  model?: string,
): Excluded {
  const [reason, message] = whyNot(known, capability, meant, account, model)
  const { name, plugin } = account
  return { account: name, provider: plugin.id, ...(model === undefined ? {} : { model }), reason, message }
}

function whyNot(
  { registry }: Known,
  capability: Capability,
  { name, listed, isKind }: Meant,
  account: Account,
  model: string | undefined,
): readonly [reason: string, message: string] {
  const { missing, plugin, fault } = account
  if (fault) return ['bad_credential', fault.message]
  if (missing.length > 0) return ['missing_credentials', `${missing.join(', ')} is not set.`]
  if (!registry.get(account.name)) return ['plugin_failed', 'Its plugin did not start.']
  const off = account.off.get(capability.id)
  if (off !== undefined) return ['capability_off', `${off} takes ${capability.id} from it.`]
  if (!registry.offer(account.name, capability))
    return ['capability_not_served', `It does not offer ${capability.id}.`]
  if (listed) return ['not_in_kind', `It is not in the kind ${name}.`]
  if (!isKind) return ['not_named', `The call names "${name}".`]
  if (model === undefined)
    return ['capability_not_served', `It has no model that is known to serve ${capability.id}.`]
  if (plugin.neverFallback) return ['must_be_named', 'It serves only those who name it.']
  return ['not_first', `Another account comes first, and no kind ${name} is configured.`]
}
