import type {
  AttemptRecord,
  CallRecord,
  Capability,
  ErrorRecord,
  Kept,
  KeptAsk,
  ModelCard,
  Outcome,
  PartOf,
  Principal,
  ReceiptEntry,
  RelayBody,
  RequestOf,
  ResultOf,
  Usage,
  Warning,
  WireId,
} from '@lucid-gateway/core'
import type { Abortable } from '@lucid-gateway/transport'
import type { MediaWay } from './artifacts/shelf.ts'
import type { Explanation } from './explanation.ts'
import type { JobWatch } from './jobs/job-watch.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { AccountOwner, Ports, RuntimeOptions } from './options.ts'
import type { OwnKeys } from './own-keys.ts'
import type { LimitState } from './rates/limit-rule.ts'
import type { Resting } from './resting.ts'
import type { Standings } from './rules/standings.ts'

/** Plugins, accounts and policy at work. The host is its first consumer; an application may be the next. */
export interface Runtime {
  /** Makes a call; resolves at its head: the result, or the first content-bearing part. Rejects with a LucidError. */
  call<C extends Capability>(input: CallInput<C>): Promise<Call<C>>
  /** The result of a unary call, once the call is closed. */
  generate<C extends Capability>(input: Omit<CallInput<C>, 'stream'>): Promise<ResultOf<C>>
  /** The parts of a streamed call; ends once the call is closed. */
  stream<C extends Capability>(input: Omit<CallInput<C>, 'stream'>): AsyncIterable<PartOf<C>>
  /** What a request would use before it is answered, by the vendor's word where it has one, else estimated. Costs nothing. */
  count<C extends Capability>(input: CountInput<C>): Promise<Count>
  /** What would become of a call, by the code that would make it, but nothing is sent. Hooks are not run. Rejects as the call would. */
  explain<C extends Capability>(input: CallInput<C>): Promise<Explanation>
  /** A call by its id, while it is under way and for some time after; undefined where it is not known, or no longer. */
  find(id: string): Promise<EndedCall | undefined>
  /** Asks an account's vendor for what it keeps there, or to keep it no longer. Costs nothing. */
  kept(input: KeptInput): Promise<KeptAnswer>
  /** The accounts whose vendor keeps what was said to it on that wire. */
  keepers(capability: Capability, wire: WireId): readonly string[]
  /** Asks an account's vendor whether it takes the credentials; rejects if not. False where its plugin can't ask. */
  probe(input: ProbeInput): Promise<boolean>
  /** Tells what a name would resolve to, or throws what a call with it would. */
  resolve(capability: Capability, target: string, channel?: string, ownKeys?: OwnKeys): readonly Target[]
  /** All models that the accounts' cards name, by `account/model`. */
  models(): readonly ModelEntry[]
  /** What is known of a model, by any of its names; of an account, or of the first account of a provider. */
  card(account: string, model: string): ModelCard | undefined
  /** The capabilities that some account offers. */
  capabilities(): readonly Capability[]
  accounts(): readonly AccountState[]
  /** Plugins that could not be started, and why. */
  failures(): readonly PluginFailure[]
  /** The kinds of a channel. */
  kinds(channel: string): readonly string[]
  channels(): readonly string[]
  /** Work that outlives its request. */
  readonly jobs: Jobs
  /** How limits and budgets stand, those of the options or any others. */
  readonly standings: Standings
  /** What the runtime itself works with; hooks may be given the same. */
  readonly ports: Ports
  /** Counts up with each reload. */
  readonly generation: number
  /**
   * Builds the next generation, moves new calls to it, drains and disposes of the old. A bad one changes nothing.
   * `ports`, `env`, `breaker`, `rulebook` and `recentCalls` stay as they were when the runtime was made.
   */
  reload(options: RuntimeOptions): Promise<void>
  /** The calls under way. */
  readonly active: number
  /** Refuses new calls, waits for those under way (at most so long, then aborts them), then closes all. */
  close(options?: { readonly graceMs?: number }): Promise<void>
}

export interface CallInput<C extends Capability = Capability> {
  readonly capability: C
  /** A kind (`chat.default`), a model ref (`openai/gpt-5-mini`) or a bare model name. Absent: the kind `<capability>.default`. */
  readonly target?: string
  readonly channel?: string
  /** The canonical request, or how to make it, for calls that may be relayed without one. */
  readonly request: RequestOf<C> | (() => RequestOf<C>)
  /** The caller's own bytes, so that a provider of the same wire can be given them. */
  readonly raw?: { readonly wire: WireId; readonly body: RelayBody }
  /** What the caller's dialect could not say in the request, once that has been made. */
  readonly receipt?: () => readonly ReceiptEntry[]
  /** Refuses to send what would lose a part of the request on its way. */
  readonly strict?: boolean
  /** Holds the call to where that is kept which its request refers to. Nothing is tried elsewhere. */
  readonly bound?: Binding
  /** What the caller brings in the place of the operator's credentials; kept nowhere, and told to nobody but the vendor. */
  readonly ownKeys?: OwnKeys
  readonly stream?: boolean
  /** What becomes of the files in the result; as the provider gives them unless said. */
  readonly media?: MediaWay
  /** Who is told how it stands, where it may outlive its request. Such a call has the time that jobs have. */
  readonly job?: JobWatch
  /** An AbortSignal, or a Cancellation, which costs a host less. */
  readonly signal?: Abortable
  readonly timeoutMs?: number
  readonly principal?: Principal
  readonly subject?: string
  readonly tags?: Readonly<Record<string, string>>
  /** The call's id; made up if absent. */
  readonly id?: string
}

export interface Call<C extends Capability = Capability> {
  readonly outcome: Outcome<ResultOf<C>, PartOf<C>>
  /** Absent where a layer answered without asking any target. */
  readonly target?: Target
  /** As it stands now. */
  readonly record: CallRecord
  /** The tries so far, failed ones too. */
  readonly attempts: readonly AttemptRecord[]
  /** The limits that it was counted by, as they stood then; none where none applies. */
  readonly limits: readonly LimitState[]
  /** Always resolves, after the last hook has been told. */
  readonly closed: Promise<CallRecord>
  /** Adds to the receipt what was lost in writing the answer; `record` shows it once the call is closed. */
  note(entries: readonly ReceiptEntry[]): void
}

/** A call and its tries, as they were when it ended; of one under way, as they stand. */
export interface EndedCall {
  readonly record: CallRecord
  /** In order, failed ones too. */
  readonly attempts: readonly AttemptRecord[]
}

export type CountInput<C extends Capability = Capability> = Pick<
  CallInput<C>,
  'capability' | 'target' | 'channel' | 'request' | 'bound' | 'ownKeys' | 'signal' | 'timeoutMs' | 'id'
>

/** That a request refers to something which one account keeps, or which can be said on one wire alone. */
export interface Binding {
  /** The field that refers to it. */
  readonly param: string
  /** The wire on which it is said. */
  readonly wire: WireId
  /**
   * `kept`: it is with one account, and a translation would lose it. `sealed`: one account alone can read it; a translation
   * leaves it out, and says so. `form`: it is with nobody, but a translation would lose it.
   */
  readonly by: 'kept' | 'sealed' | 'form'
  /** The account; where nobody here knows it, what was asked for must leave no doubt. */
  readonly account?: string
}

export interface ProbeInput extends Pick<CallInput, 'timeoutMs' | 'signal'> {
  readonly account: string
}

export interface KeptInput
  extends KeptAsk, Pick<CallInput, 'capability' | 'ownKeys' | 'signal' | 'timeoutMs'> {
  readonly act: keyof Kept
  readonly wire: WireId
  readonly account: string
  /** Names it in the log; made up if absent. */
  readonly callId?: string
}

export interface KeptAnswer {
  readonly account: string
  readonly provider: string
  /** As the vendor sent it. */
  readonly bytes: Uint8Array
  readonly contentType: string
}

export interface Count {
  /** The one that would be asked first. */
  readonly target: Target
  /** Its input meters. */
  readonly usage: Usage
  readonly warnings: readonly Warning[]
}

/** An account and a model that may serve a call. */
export interface Target {
  readonly account: string
  readonly provider: string
  readonly model: string
  readonly weight: number
  /** Why it is in the list: `named`, `alias`, `kind chat.default of stable`. */
  readonly why: string
}

export interface ModelEntry {
  readonly account: string
  readonly provider: string
  readonly card: ModelCard
}

export interface AccountState {
  readonly name: string
  readonly provider: string
  readonly owner: AccountOwner
  /** Those that are turned on. */
  readonly capabilities: readonly string[]
  /** Those that a flag has turned off, and which; absent where there are none. */
  readonly off?: readonly { readonly capability: string; readonly by: string }[]
  /** Whether all required credentials are there. */
  readonly usable: boolean
  readonly missing: readonly string[]
  /** That it is passed over for now where another can serve; absent where it is not. */
  readonly resting?: readonly Resting[]
}

export interface PluginFailure {
  readonly plugin: string
  /** The account that is left out for it; absent where the plugin itself is not sound. */
  readonly account?: string
  readonly error: ErrorRecord
}
