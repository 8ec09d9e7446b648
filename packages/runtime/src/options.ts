import type {
  Blobs,
  Clock,
  Hook,
  Ledger,
  Log,
  Plugin,
  Queue,
  Secrets,
  State,
  Store,
} from '@lucid-gateway/core'
import type { CircuitBreakerOptions } from '@lucid-gateway/core/engine'
import type { TransportOptions } from '@lucid-gateway/transport'
import type { BudgetAlert, BudgetRule } from './budgets/budget-rule.ts'
import type { CapabilityFlag } from './capability-flags.ts'
import type { JournalOptions } from './journal/journal-books.ts'
import type { Lacking } from './missing.ts'
import type { CardSource } from './models/card-source.ts'
import type { UnknownPrice } from './models/price-watch.ts'
import type { LimitRule } from './rates/limit-rule.ts'
import type { Rulebook } from './rules/rulebook.ts'

export interface RuntimeOptions {
  /** A plugin alone is an account under the plugin's own id; `use` says more. */
  readonly plugins: readonly (Plugin | PluginUse)[]
  /** Further accounts of those plugins, by name. */
  readonly accounts?: Readonly<Record<string, AccountOptions>>
  readonly channels?: Channels
  /** Other names for models and kinds: `{ 'fast': 'openai/gpt-5-mini' }`. */
  readonly aliases?: Readonly<Record<string, string>>
  /** What is known of models beside what their plugins say: `createCatalog` of `@lucid-gateway/catalog`, or your own. */
  readonly catalog?: CardSource
  /** What becomes of calls to models whose price is not known; `alert` unless said. An account may say otherwise. */
  readonly unknownPrice?: UnknownPrice
  /** Capabilities that are turned off for some accounts or providers. */
  readonly flags?: readonly CapabilityFlag[]
  readonly hooks?: readonly Hook[]
  /** How much may be asked for in a time, by keys, teams, subjects, and of providers, accounts, models. */
  readonly limits?: readonly LimitRule[]
  /** How much may be spent, by keys, teams, subjects, tags. */
  readonly budgets?: readonly BudgetRule[]
  /** Limits and budgets that are made while it works. Stays as it was when the runtime was made. */
  readonly rulebook?: Rulebook
  /** Told once for each window that 50, 80, 100 % of a budget are spent. */
  readonly onBudgetAlert?: (alert: BudgetAlert) => void
  /** Plugins that are known but not in use: an error that is for want of one says what it lacks. */
  readonly absent?: readonly Lacking[]
  readonly ports?: Partial<Ports>
  /** Where credentials are looked up; the process's environment unless said. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly transport?: TransportOptions
  /** Private hosts that callers may name, in webhooks and pictures: `host` or `host:port`, exactly. */
  readonly callerHosts?: readonly string[]
  readonly retry?: Partial<RetryOptions>
  /** False takes the circuit breaker out. Unset fields come from the environment's `CIRCUIT_BREAKER_*`. */
  readonly breaker?: CircuitBreakerOptions | false
  /** The longest a call may take, in milliseconds. */
  readonly timeoutMs?: number
  readonly jobs?: Partial<JobOptions>
  /**
   * How many calls `find` knows after their end where there is no ledger: the latest of this process. 4096 unless said. Where
   * there is one it knows those that it has. 0 for none in either case.
   */
  readonly recentCalls?: number
  /**
   * Where what calls use is written down before the ledger has it, so that it outlives the process. False or absent: rows
   * go straight to `ports.ledger`, where there is one. `store`: what is about to be asked is written into `ports.store` first,
   * for machines whose disk does not last.
   */
  readonly journal?: JournalOptions | 'store' | false
  /** How long a plugin's `setup` may take, in milliseconds. */
  readonly setupTimeoutMs?: number
}

/** How work that outlives its request is treated. */
export interface JobOptions {
  /** The longest a job may take, in milliseconds. */
  readonly timeoutMs: number
  /** How long a job is known after its end, and what it made is kept, in milliseconds. */
  readonly keepMs: number
  /** The most jobs under way at a time. */
  readonly most: number
  /** The most of one key, so that it leaves room for others; half of `most` unless said. */
  readonly mostPerKey?: number
  /** The largest file that is taken from a vendor. */
  readonly maxArtifactBytes: number
  /** How soon a vendor that does not say when is asked how a job stands. Then longer each time, up to ten times that. */
  readonly pollMs: number
  /** Where vendors can reach the gateway's `POST <hooksUrl>/<account>/<job>`. Absent: they are asked. */
  readonly hooksUrl?: string
}

/** What the runtime stands on. Each has an embedded default. */
export interface Ports {
  readonly log: Log
  readonly clock: Clock
  readonly secrets: Secrets
  readonly state: State
  readonly store: Store
  /** Calls are written down in it where it is handed in; the embedded one is empty. */
  readonly ledger: Ledger
  readonly queue: Queue
  readonly blobs: Blobs
  /** A number from 0 to below 1, for jitter and weights. */
  readonly random: () => number
}

export interface RetryOptions {
  /** The most tries of one call. */
  readonly attempts: number
  /** First wait, doubled each time and drawn at random from 0 to itself. */
  readonly baseMs: number
  /** The longest wait, also where a vendor asks for more. */
  readonly capMs: number
  /** Retries may be at most this share of the calls of the last minute (but at least `budgetFloor`). */
  readonly budget: number
  readonly budgetFloor: number
}

export interface AccountOptions {
  /** The plugin's id. */
  readonly provider: string
  /** Values, or `env:NAME`. What is absent comes from the plugin's own environment names. */
  readonly credentials?: Readonly<Record<string, string>>
  readonly config?: unknown
  readonly weight?: number
  /** Whose it is; the operator's unless said. */
  readonly owner?: AccountOwner
  /** What becomes of calls to its models whose price is not known; as the runtime's says unless said. */
  readonly unknownPrice?: UnknownPrice
  readonly enabled?: boolean
}

/** Whose an account is: who pays for it, and answers for what its vendor is told. */
export type AccountOwner = 'operator' | 'organisation' | 'team' | 'user'

/** `channels.stable['chat.default']` is a target, or several in order, or several by weight. */
export type Channels = Readonly<
  Record<string, Readonly<Record<string, KindTarget | readonly KindTarget[] | WeightedTargets>>>
>

export interface KindTarget {
  /** An account's or a plugin's name. */
  readonly provider: string
  readonly model: string
  /** What the kind promises of its model: `tools`, `images`. */
  readonly capabilities?: readonly string[]
  readonly weight?: number
}

export interface WeightedTargets {
  readonly weighted: readonly (KindTarget & { readonly weight: number })[]
}

/** A plugin put to use under a name and with settings of its own. */
export interface PluginUse {
  readonly kind: 'use'
  readonly plugin: Plugin
  readonly as: string
  readonly options: Omit<AccountOptions, 'provider'>
  /** The host does not start without it. */
  readonly required: boolean
}

export interface UseOptions<Config, Credential extends string = string> extends Omit<
  AccountOptions,
  'provider' | 'config' | 'credentials'
> {
  readonly as?: string
  /** Values, or `env:NAME`. What is absent comes from the plugin's own environment names. */
  readonly credentials?: { readonly [Name in Credential]?: string }
  readonly config?: Config
  readonly required?: boolean
}

type ConfigOf<P extends Plugin> =
  P extends Plugin<infer _Capabilities, infer _Credentials, infer _Config, infer Input> ? Input : never
type CredentialOf<P extends Plugin> = Extract<keyof P['credentials'], string>

/** `use(openai, { as: 'azure-eu', config: { ... } })`; the settings' type is the plugin's own. */
export function use<P extends Plugin>(
  plugin: P,
  options: UseOptions<ConfigOf<P>, CredentialOf<P>> = {},
): PluginUse {
  const { as, required, ...account } = options
  const settings = account as Omit<AccountOptions, 'provider'>
  return Object.freeze({
    kind: 'use',
    plugin,
    as: as ?? plugin.id,
    options: settings,
    required: required ?? false,
  })
}
