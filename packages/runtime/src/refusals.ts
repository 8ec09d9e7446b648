import { type Capability, LucidError } from '@lucid-gateway/core'
import type { Account } from './accounts.ts'
import { type Lacking, missingCredentials, whatIsMissing } from './missing.ts'
import type { Shutdown } from './models/card-source.ts'
import { shutDown } from './models/shutdowns.ts'
import { nearest } from './near.ts'
import type { ModelEntry } from './runtime.ts'
import { unknownModel } from './unknown-model.ts'

/** What there is, as far as it bears on what is said to who asked for something else. */
export interface KnownNames {
  readonly accounts: readonly Account[]
  /** Plugins that are known but not in use. */
  readonly absent: readonly Lacking[]
  usable(): readonly Account[]
  models(): readonly ModelEntry[]
  channels(): readonly string[]
}

/** What is said of a name that leads nowhere, and which would. */
export class Refusals {
  readonly #known: KnownNames

  constructor(known: KnownNames) {
    this.#known = known
  }

  #refs(): readonly string[] {
    return this.#known.models().map(({ account, card }) => `${account}/${card.id}`)
  }

  unknownOwner(owner: string, ref: string): LucidError {
    const unusable = this.#known.accounts.find(
      account => account.name === owner || account.plugin.id === owner,
    )
    if (unusable && (unusable.fault || unusable.missing.length === 0)) return notStarted(unusable)
    const lacking = unusable ?? this.#known.absent.find(({ name }) => name === owner)
    if (lacking) return missingCredentials(lacking)
    const names = this.#known.usable().map(account => account.name)
    const candidates = [...new Set([...nearest(ref, this.#refs()), ...nearest(owner, names)])]
    return new LucidError('not_found', `There is no account or provider "${owner}".`, {
      param: 'model',
      reason: 'unknown_account',
      hint:
        candidates.length > 0
          ? `Did you mean ${candidates.join(', ')}?`
          : `There are ${names.join(', ') || 'none'}.`,
      details: { candidates, accounts: names },
    })
  }

  unknownChannel(channel: string): LucidError {
    return new LucidError('not_found', `There is no channel "${channel}".`, {
      param: 'channel',
      reason: 'unknown_channel',
      details: { channels: this.#known.channels() },
      hint: `There are ${this.#known.channels().join(', ')}.`,
    })
  }

  unable(capability: Capability, name: string): LucidError {
    const meant = this.#known.accounts.filter(account => isMeant(account, name))
    const off = flagsAgainst(capability, meant)
    if (off.length > 0) return turnedOff(capability, name, off)
    const candidates = this.#known
      .models()
      .filter(({ card }) => card.capabilities.includes(capability.id))
      .map(({ account, card }) => `${account}/${card.id}`)
    return new LucidError('invalid_request', `"${name}" does not serve ${capability.id}.`, {
      param: 'model',
      reason: 'capability_not_served',
      hint:
        candidates.length > 0 ? `These do: ${candidates.slice(0, 5).join(', ')}.` : 'No account serves it.',
      details: { candidates: candidates.slice(0, 20) },
    })
  }

  unknownModel(name: string): LucidError {
    const gone = this.#retired(name)
    return gone ? shutDown(name, gone) : unknownModel(name, this.#refs(), this.#lacking())
  }

  /** Of a model that there was, by its name or its ref. */
  #retired(name: string): Shutdown | undefined {
    for (const { name: account, plugin, retired } of this.#known.accounts) {
      const owner = [account, plugin.id].find(one => name.startsWith(`${one}/`))
      const found = retired.get(owner === undefined ? name : name.slice(owner.length + 1))
      if (found) return found
    }
    return undefined
  }

  unknownKind(capability: Capability, asked: AskedKind): LucidError {
    const { kind, channel, kinds } = asked
    const candidates = nearest(
      kind,
      kinds.filter(name => name.startsWith(`${capability.id}.`)),
    )
    const missing = this.#lacking()
    const known = kinds.length > 0 ? `There are ${kinds.join(', ')}.` : 'Name a model instead.'
    const lacking = missing.length > 0 ? ` Not in use for want of a credential: ${missing.join('; ')}.` : ''
    return new LucidError('not_found', `The channel "${channel}" has no kind "${kind}".`, {
      param: 'model',
      reason: 'unknown_kind',
      hint: candidates.length > 0 ? `Did you mean ${candidates.join(', ')}?` : known + lacking,
      details: {
        kinds: [...kinds],
        candidates: [...candidates],
        ...(missing.length > 0 ? { missing: [...missing] } : {}),
      },
    })
  }

  #lacking(): readonly string[] {
    return whatIsMissing([...this.#known.accounts, ...this.#known.absent])
  }

  nobody(capability: Capability, targets?: readonly string[]): LucidError {
    const missing = this.#lacking()
    const off = flagsAgainst(capability, this.#known.accounts)
    return new LucidError(
      'no_route',
      `No usable account serves ${capability.id}${targets ? ` by ${targets.join(', ')}` : ''}.`,
      {
        reason: 'no_account',
        hint:
          (off.length > 0 ? `${off.join(' and ')} turns it off. ` : '') +
          (missing.length > 0
            ? `Set what is missing (${missing.join('; ')}) where the gateway runs, or enable another plugin that offers it.`
            : 'Enable a plugin that offers it, and set its credentials.'),
        details: { missing, ...(off.length > 0 ? { off } : {}) },
      },
    )
  }
}

function isMeant({ name, plugin }: Account, asked: string): boolean {
  const owner = asked.slice(0, Math.max(asked.indexOf('/'), 0))
  if (owner === name || owner === plugin.id) return true
  return plugin.models.some(({ id, aliases }) => id === asked || aliases?.includes(asked))
}

/** The flags that have taken a capability from accounts: `ENABLE_IMAGE_GENERATION_DEMO=false`. */
function flagsAgainst({ id }: Capability, accounts: readonly Account[]): readonly string[] {
  return [...new Set(accounts.flatMap(({ off }) => off.get(id) ?? []))]
}

function turnedOff(capability: Capability, name: string, flags: readonly string[]): LucidError {
  return new LucidError(
    'invalid_request',
    `"${name}" does not serve ${capability.id}: ${flags.join(' and ')} turns it off.`,
    {
      param: 'model',
      reason: 'capability_off',
      hint: 'Ask for another model, or have the operator take that flag away.',
    },
  )
}

function notStarted({ name, fault }: Account): LucidError {
  return new LucidError(
    'no_route',
    `The account "${name}" is not usable${fault ? `: ${fault.message}` : '.'}`,
    {
      reason: fault?.reason ?? 'plugin_failed',
      param: 'model',
      hint: fault?.hint ?? 'The start-up log says why its plugin did not start.',
    },
  )
}

interface AskedKind {
  readonly kind: string
  readonly channel: string
  /** All that the channel has. */
  readonly kinds: readonly string[]
}
