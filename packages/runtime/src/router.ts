import { type Capability, LucidError } from '@lucid-gateway/core'
import type { PluginInstance, Registry } from '@lucid-gateway/core/engine'
import type { Account } from './accounts.ts'
import { byWeight } from './by-weight.ts'
import { cardOf } from './card-of.ts'
import { checkNames } from './check-names.ts'
import type { Excluded } from './explanation.ts'
import { leftOut } from './left-out.ts'
import type { Lacking } from './missing.ts'
import type { Channels, KindTarget, WeightedTargets } from './options.ts'
import { Refusals } from './refusals.ts'
import type { ModelEntry, Target } from './runtime.ts'

export interface RouterOptions {
  readonly registry: Registry
  readonly accounts: readonly Account[]
  readonly channels: Channels
  readonly aliases: Readonly<Record<string, string>>
  /** The accounts that are used alone where others of their provider would do as well, by name. */
  readonly preferred?: ReadonlySet<string>
  /** Plugins that are known but not in use. */
  readonly absent: readonly Lacking[]
  readonly random: () => number
}

/** What a name stands for, before chance decides between accounts. */
export interface Plan {
  readonly targets: readonly Target[]
  readonly byWeight: boolean
}

/** Names come from callers, so what is remembered of them has a bound. */
const mostPlans = 2048

/** Finds the targets that a name stands for: an alias, a kind, a model ref or a bare model name. */
export class Router {
  readonly #options: RouterOptions
  readonly #accounts: ReadonlyMap<string, Account>
  readonly #refusals: Refusals
  readonly #plans = new Map<string, Plan>()

  constructor(options: RouterOptions) {
    this.#options = options
    this.#accounts = new Map(options.accounts.map(account => [account.name, account]))
    const { accounts, absent } = options
    this.#refusals = new Refusals({
      accounts,
      absent,
      usable: () => this.#usable(),
      models: () => this.models(),
      channels: () => this.channels(),
    })
  }

  /**
   * The same with these accounts before the others of their providers, and in the place of those of their names. Which
   * provider comes first stays as it is: a key does not change what a kind stands for.
   */
  preferring(accounts: readonly Account[]): Router {
    const preferred = new Set(accounts.map(({ name }) => name))
    const others = this.#options.accounts.filter(({ name }) => !preferred.has(name))
    const providers = [...new Set([...this.#usable(), ...accounts, ...others].map(({ plugin }) => plugin.id))]
    const ordered = [...accounts, ...others].toSorted(
      (a, b) => providers.indexOf(a.plugin.id) - providers.indexOf(b.plugin.id),
    )
    return new Router({ ...this.#options, accounts: ordered, preferred })
  }

  /** In the order in which they are to be tried; never empty. */
  resolve(capability: Capability, asked: string | undefined, channel?: string): readonly Target[] {
    const plan = this.plan(capability, asked, channel)
    return plan.byWeight ? byWeight(plan.targets, this.#options.random) : plan.targets
  }

  plan(capability: Capability, asked: string | undefined, channel = 'stable'): Plan {
    checkNames(asked, channel)
    const key = `${capability.id} ${channel.length} ${channel} ${asked ?? ''}`
    let plan = this.#plans.get(key)
    if (!plan) {
      plan = this.#plan(capability, asked, channel)
      if (this.#plans.size >= mostPlans) this.#plans.clear()
      this.#plans.set(key, plan)
    }
    return plan
  }

  #plan(capability: Capability, asked: string | undefined, channel: string): Plan {
    const meant = this.#meant(capability, asked)
    const kind = this.#kindOf(meant)
    if (kind !== undefined) return this.#byKind(capability, meant, kind, channel)
    if (meant.includes('/')) return this.#byRef(capability, meant)
    return this.#byBareName(capability, meant)
  }

  /** What `resolve` left out when it found those targets, and why. */
  leftOut(
    capability: Capability,
    {
      asked,
      channel = 'stable',
    }: { readonly asked: string | undefined; readonly channel: string | undefined },
    targets: readonly Target[],
  ): readonly Excluded[] {
    const name = this.#meant(capability, asked)
    const isKind = this.#kindOf(name) !== undefined
    const listed = isKind ? own(this.#options.channels[channel], name) : undefined
    return leftOut(this.#options, capability, { name, isKind, listed: listed && listOf(listed) }, targets)
  }

  #meant(capability: Capability, asked = `${capability.id}.default`): string {
    return own(this.#options.aliases, asked) ?? asked
  }

  models(): readonly ModelEntry[] {
    return this.#cards().filter(
      ({ account, card }) => card.capabilities.length > 0 || this.#accounts.get(account)?.off.size === 0,
    )
  }

  /** Those too that serve nothing any more, by a flag. */
  #cards(): readonly ModelEntry[] {
    return this.#usable().flatMap(({ name, plugin }) =>
      plugin.models.map(card => ({ account: name, provider: plugin.id, card })),
    )
  }

  kinds(channel: string): readonly string[] {
    const named = Object.keys(this.#options.channels[channel] ?? {})
    const implied = this.#options.registry
      .capabilities()
      .filter(capability => this.#firstFor(capability))
      .map(capability => `${capability.id}.default`)
    const carded = this.models().flatMap(({ card }) => card.kinds ?? [])
    return [...new Set([...named, ...implied, ...carded])]
  }

  channels(): readonly string[] {
    return [...new Set(['stable', ...Object.keys(this.#options.channels)])]
  }

  /** The capability that a name's first word names, if it is a kind: `chat` of `chat.default`, but not of `gpt-4.1`. */
  #kindOf(name: string): string | undefined {
    const dot = name.indexOf('.')
    if (dot <= 0 || name.includes('/')) return undefined
    const first = name.slice(0, dot)
    if (this.#options.registry.capability(first)) return first
    if (this.#options.accounts.some(({ off }) => off.has(first))) return first
    return Object.values(this.#options.channels).some(kinds => Object.hasOwn(kinds, name)) ? first : undefined
  }

  #byKind(capability: Capability, kind: string, first: string, channel: string): Plan {
    if (first !== capability.id) {
      throw new LucidError(
        'invalid_request',
        `"${kind}" is a kind of ${first}, and this call is for ${capability.id}.`,
        {
          param: 'model',
          reason: 'kind_of_other_capability',
          hint: `Ask for a kind that begins with "${capability.id}.".`,
          details: { kinds: this.kinds(channel).filter(name => name.startsWith(`${capability.id}.`)) },
        },
      )
    }
    const { channels } = this.#options
    if (!Object.hasOwn(channels, channel) && channel !== 'stable')
      throw this.#refusals.unknownChannel(channel)
    const named = own(channels[channel], kind)
    const why = `kind ${kind} of ${channel}`
    if (named) return this.#listed(capability, named, why)
    const carded = this.#byCards(capability, kind)
    if (carded.length > 0) return { targets: carded, byWeight: false }
    const wanting = this.#options.accounts.flatMap(({ name, plugin }) =>
      plugin.models.filter(({ kinds }) => kinds?.includes(kind)).map(({ id }) => `${name}/${id}`),
    )
    if (wanting.length > 0) throw this.#refusals.nobody(capability, wanting)
    const fallback = kind === `${capability.id}.default` ? this.#firstFor(capability) : undefined
    if (fallback) return { targets: [fallback], byWeight: false }
    if (kind === `${capability.id}.default`) throw this.#refusals.nobody(capability)
    throw this.#refusals.unknownKind(capability, { kind, channel, kinds: this.kinds(channel) })
  }

  /** Those whose cards name the kind, in the config's order, and last those that must be named. */
  #byCards(capability: Capability, kind: string): readonly Target[] {
    return this.#usable()
      .filter(account => this.#options.registry.offer(account.name, capability))
      .toSorted((a, b) => Number(a.plugin.neverFallback) - Number(b.plugin.neverFallback))
      .flatMap(account =>
        account.plugin.models
          .filter(card => card.kinds?.includes(kind) && card.capabilities.includes(capability.id))
          .map(card => this.#target(account, card.id, `kind ${kind} of its card`, capability)),
      )
  }

  #listed(
    capability: Capability,
    named: KindTarget | readonly KindTarget[] | WeightedTargets,
    why: string,
  ): Plan {
    const weighted = 'weighted' in named
    const list = listOf(named)
    const targets = list.flatMap(({ provider, model, weight }) =>
      this.#accountsOf(provider).map(account => ({
        account: account.name,
        provider: account.plugin.id,
        model,
        weight: weight ?? account.weight,
        why,
      })),
    )
    const able = targets.filter(target => this.#options.registry.offer(target.account, capability))
    if (able.length === 0)
      throw this.#refusals.nobody(
        capability,
        list.map(target => `${target.provider}/${target.model}`),
      )
    return { targets: able, byWeight: weighted }
  }

  #byRef(capability: Capability, ref: string): Plan {
    const slash = ref.indexOf('/')
    const [owner, model] = [ref.slice(0, slash), ref.slice(slash + 1)]
    const accounts = this.#accountsOf(owner)
    if (accounts.length === 0) {
      const bare = this.#cardsNamed(ref)
      if (bare.length > 0) return this.#byBareName(capability, ref)
      throw this.#refusals.unknownOwner(owner, ref)
    }
    const able = accounts.filter(account => this.#options.registry.offer(account.name, capability))
    if (able.length === 0) throw this.#refusals.unable(capability, ref)
    const targets = able.map(account => this.#target(account, model, 'named', capability))
    return { targets, byWeight: true }
  }

  #byBareName(capability: Capability, name: string): Plan {
    const found = this.#cardsNamed(name)
    const able = found.filter(({ card }) => card.capabilities.includes(capability.id))
    const providers = new Set(able.map(({ provider }) => provider))
    if (providers.size > 1) {
      throw new LucidError('invalid_request', `"${name}" is served by more than one provider.`, {
        param: 'model',
        reason: 'ambiguous_model',
        hint: 'Name the provider too: one of details.candidates.',
        details: { candidates: able.map(({ account, card }) => `${account}/${card.id}`) },
      })
    }
    if (able.length === 0)
      throw found.length > 0 ? this.#refusals.unable(capability, name) : this.#refusals.unknownModel(name)
    const preferred = able.filter(({ account }) => this.#options.preferred?.has(account))
    const targets = (preferred.length > 0 ? preferred : able).map(({ account }) =>
      this.#target(this.#accounts.get(account) as Account, name, 'bare model name', capability),
    )
    return { targets, byWeight: true }
  }

  #target(account: Account, model: string, why: string, capability: Capability): Target {
    const card = cardOf(account, model)
    if (card && !card.capabilities.includes(capability.id))
      throw this.#refusals.unable(capability, `${account.name}/${model}`)
    const instance = this.#options.registry.get(account.name) as PluginInstance
    if (!card && account.plugin.models.length > 0 && !instance.provision.listModels) {
      throw this.#refusals.unknownModel(`${account.name}/${model}`)
    }
    return {
      account: account.name,
      provider: account.plugin.id,
      model,
      weight: account.weight,
      why,
    }
  }

  #cardsNamed(name: string): readonly ModelEntry[] {
    return this.#cards().filter(({ card }) => card.id === name || card.aliases?.includes(name))
  }

  /** The first account in the config's order, and of those that must be named the first only where there is no other. */
  #firstFor(capability: Capability): Target | undefined {
    const able = this.#usable().filter(account => this.#options.registry.offer(account.name, capability))
    const ordered = able.toSorted((a, b) => Number(a.plugin.neverFallback) - Number(b.plugin.neverFallback))
    for (const account of ordered) {
      const card = account.plugin.models.find(model => model.capabilities.includes(capability.id))
      if (card) {
        return {
          account: account.name,
          provider: account.plugin.id,
          model: card.id,
          weight: 1,
          why: `first account for ${capability.id}`,
        }
      }
    }
    return undefined
  }

  #usable(): readonly Account[] {
    return this.#options.accounts.filter(
      account => account.missing.length === 0 && this.#options.registry.get(account.name),
    )
  }

  /** The account of that name, or all accounts of the provider of that name. */
  #accountsOf(owner: string): readonly Account[] {
    const usable = this.#usable()
    const ofProvider = usable.filter(account => account.plugin.id === owner)
    if (ofProvider.length === 0) return usable.filter(account => account.name === owner)
    const preferred = ofProvider.filter(({ name }) => this.#options.preferred?.has(name))
    return preferred.length > 0 ? preferred : ofProvider
  }
}

function listOf(named: KindTarget | readonly KindTarget[] | WeightedTargets): readonly KindTarget[] {
  if ('weighted' in named) return named.weighted
  return Array.isArray(named) ? (named as readonly KindTarget[]) : [named as KindTarget]
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined
}
