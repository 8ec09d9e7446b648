import {
  type AttemptContext,
  type AttemptRecord,
  fromUnknown,
  type Http,
  isStated,
  type JobAttempt,
  type Log,
  LucidError,
  type ModelCard,
  noUsage,
  type Outcome,
  type PartHead,
  type Price,
  type StreamEnd,
  type Usage,
  type Warning,
  type Written,
  WrittenText,
} from '@lucid-gateway/core'
import { runEndings, settleAttempt } from '@lucid-gateway/core/engine'
import type { Abortable, DeclaredHost, HttpScope } from '@lucid-gateway/transport'
import { shelfFor } from './artifacts/shelf-for.ts'
import type { Holding } from './budgets/holding.ts'
import { Cancellation } from './cancellation.ts'
import { estimateUsage } from './estimate-usage.ts'
import { GuardedHttp } from './guarded-http.ts'
import { restAfter } from './rest-after.ts'
import { lossesOf, refuseLosses } from './strictness.ts'
import type { Generation, GenerationAccount } from './generation.ts'
import { withoutKeyInLog } from './keyless-log.ts'
import { withoutKey } from './presentable.ts'
import type { Taken } from './rates/taken.ts'
import { cardOf } from './card-of.ts'
import type { Target } from './runtime.ts'
import { type CallUnderway, recordedEnd, type TryUnderway } from './underway.ts'

/** One try under way: what attempt layers see, and the life of its record. */
export class AttemptRun implements AttemptContext, TryUnderway {
  readonly call: CallUnderway
  readonly target: Target
  readonly account: GenerationAccount
  readonly warnings: Warning[] = []
  readonly cancellation = new Cancellation()
  /** Whether it has begun what goes on by itself. */
  hasBegun = false
  /** What was used by the time it failed, as far as its provider said. */
  spent: Usage = noUsage
  /** What is set aside for it; undefined where no budget is concerned. */
  holding: Holding | undefined
  /** What it has taken from its target's limits; undefined where there are none. */
  taken: Taken | undefined
  /** Over once its provider has nothing more to do for it, also where nobody waits for that. */
  following: Promise<unknown> | undefined
  /** What of rests was known when it began. */
  readonly #turn: number
  readonly #endings: ((record: AttemptRecord) => void | Promise<void>)[] = []
  #record: AttemptRecord
  #card: ModelCard | undefined
  #outcome: Outcome | undefined
  #settled: Promise<void> | undefined

  constructor(call: CallUnderway, target: Target, account: GenerationAccount, number: number) {
    this.call = call
    this.target = target
    this.account = account
    this.#turn = call.generation.rests.turn
    this.#record = {
      id: `${call.record.id}.${number}`,
      callId: call.record.id,
      number,
      account: target.account,
      provider: target.provider,
      model: target.model,
      capability: call.capability.id,
      payer: account.payer,
      startedAt: call.now(),
    }
    if (call.cancellation.aborted) this.cancellation.abort(call.cancellation.reason)
  }

  get record(): AttemptRecord {
    return this.#record
  }

  /** What is known of its model. */
  get card(): ModelCard | undefined {
    return (this.#card ??= cardOf(this.account, this.target.model))
  }

  get signal(): AbortSignal {
    return this.cancellation.signal
  }

  get secrets(): readonly string[] {
    return this.account.secrets
  }

  get log(): Log {
    return this.call.log
  }

  abort(reason: LucidError): void {
    this.cancellation.abort(reason)
    if (this.#outcome) letGo(this.#outcome, reason)
  }

  /** Takes charge of what the provider gave: an abort ends it, whether or not somebody reads it by then. */
  began(outcome: Outcome): void {
    this.#outcome = outcome
    if (this.cancellation.aborted) letGo(outcome, this.cancellation.reason)
  }

  leave(): void {
    const isOpen = this.#outcome?.kind === 'stream' || this.#outcome?.kind === 'session'
    if (isOpen && this.#record.settledAt === undefined) this.abort(unread())
  }

  markUnpriced(): void {
    this.#record = { ...this.#record, unpriced: true }
  }

  onEnd(callback: (record: AttemptRecord) => void | Promise<void>): void {
    this.#endings.push(callback)
  }

  commit(): void {
    this.#record = { ...this.#record, committedAt: this.call.now() }
    this.call.generation.rests.succeeded(this.account, this.target.model, this.#turn)
    void this.call.telling?.tell('committed', this.#record)
  }

  /** Ends it, once. Resolves when all who wanted to know have been told. */
  settle(end: AttemptEnd): Promise<void> {
    this.#settled ??= this.#settle(end)
    return this.#settled
  }

  /** Ends it with the stream it became. */
  settleWith(done: Promise<StreamEnd>): void {
    this.#settled ??= done.then(end => this.#settle(recordedEnd(end, this.cancellation, this.secrets)))
  }

  get settled(): Promise<void> | undefined {
    return this.#settled
  }

  /** Throws where its provider has warned of a loss, before it answered or with that. */
  refuseLosses(answered?: Outcome): void {
    const { account, model } = this.#record
    if (answered?.kind === 'answer') this.spent = answered.usage
    refuseLosses(`${account}/${model}`, lossesOf([], this.warnings), answered)
  }

  /** The same before anything is sent; what goes on by itself is asked after whatever was lost. */
  refuseToBegin(): void {
    if (!this.hasBegun) this.refuseLosses()
  }

  /** What the provider is given. */
  forProvider(leave?: Leave): JobAttempt {
    return new ProviderAttempt(this, this.call.generation, leave)
  }

  async #settle(end: AttemptEnd): Promise<void> {
    const prices: readonly Price[] | undefined = this.card?.prices
    const usage = this.#usageAt(end)
    const { status, error } = end
    const told = usage === end.usage ? end : { status, usage, ...(error ? { error } : {}) }
    this.#record = settleAttempt(this.#record, told, this.call.now(), prices)
    this.holding?.settle(this.#record)
    this.taken?.end([this.#record.usage])
    if (error) restAfter(error, this, this.#turn)
    const written = this.call.booking?.settled(this.#record, prices)
    if (this.#endings.length > 0) await runEndings(this.#endings, this.#record, this.log)
    await this.call.telling?.tell('settled', this.#record)
    if (written) await written
  }

  /** Of what has begun, what its vendor did not state is estimated. */
  #usageAt({ status, usage, written }: AttemptEnd): Usage {
    if (this.#record.committedAt === undefined) return usage
    if (status === 'finished' && isStated(usage, 'input') && isStated(usage, 'output')) return usage
    try {
      return estimateUsage({
        capability: this.call.capability,
        usage,
        request: () => this.call.request,
        written: written ? written() : this.#writtenWhole(),
      })
    } catch (thrown) {
      this.log.warn('What was used could not be estimated.', { error: fromUnknown(thrown).toJSON() })
      return usage
    }
  }

  #writtenWhole(): Written | undefined {
    const { split } = this.call.capability
    if (!split || this.#outcome?.kind !== 'answer') return undefined
    const written = new WrittenText()
    for (const part of split(this.#outcome.result)) if (part.type !== 'usage') written.add(part as PartHead)
    return written
  }
}

type AttemptEnd = Pick<StreamEnd, 'status' | 'usage' | 'error' | 'written'>

function letGo(outcome: Outcome, reason: unknown): void {
  if (outcome.kind === 'stream') outcome.cancel(reason)
  else if (outcome.kind === 'session') outcome.close(reason)
}

function unread(): LucidError {
  return new LucidError('cancelled', 'The answer was given up before it was read.', {
    origin: 'gateway',
    reason: 'unread',
  })
}

/** What a provider may still do once its try is aborted. */
export interface Leave {
  /** Aborted when that is over. */
  readonly signal: Cancellation
  readonly graceMs: number
  /** Where the vendor may report. */
  readonly webhookUrl?: string
}

class ProviderAttempt implements JobAttempt {
  readonly model: string
  readonly credentials: Readonly<Record<string, string>>
  readonly deadline: number
  readonly callId: string
  readonly idempotencyKey: string
  readonly number: number
  readonly account: string
  readonly secretVersion?: string
  readonly webhookUrl?: string
  readonly #run: AttemptRun
  readonly #generation: Generation
  readonly #signal: Cancellation
  #http: Http | undefined
  #log: Log | undefined

  constructor(run: AttemptRun, generation: Generation, leave: Leave | undefined) {
    const { record } = run
    this.model = record.model
    this.credentials = run.account.credentials
    this.deadline = run.call.record.deadline + (leave?.graceMs ?? 0)
    this.callId = record.callId
    this.idempotencyKey = `${record.callId}:${record.account}/${record.model}`
    this.number = record.number
    this.account = record.account
    if (run.account.secretVersion !== undefined) this.secretVersion = run.account.secretVersion
    if (leave?.webhookUrl !== undefined) this.webhookUrl = leave.webhookUrl
    this.#run = run
    this.#generation = generation
    this.#signal = leave?.signal ?? run.cancellation
  }

  get signal(): AbortSignal {
    return this.#signal.signal
  }

  get http(): Http {
    this.#http ??= this.#open()
    return this.#http
  }

  /** A strict call sends nothing once its provider has warned of a loss. */
  #open(): Http {
    const http = this.#generation.transport.http(new AttemptScope(this.#run, this.deadline, this.#signal))
    const { hold, input } = this.#run.call
    if (hold) return new GuardedHttp(http, hold)
    return input.strict ? new GuardedHttp(http, () => this.#run.refuseToBegin()) : http
  }

  get log(): Log {
    this.#log ??= this.#openLog()
    return this.#log
  }

  #openLog(): Log {
    const log = this.#run.log.child({ call: this.callId, account: this.account })
    const { payer, secrets } = this.#run.account
    return payer === 'caller' ? withoutKeyInLog(log, secrets) : log
  }

  /** Its own, so that a plugin may take it off the attempt. */
  readonly warn = (warning: Warning): void => {
    this.#run.warnings.push(withoutKey(warning, this.#run.account.secrets))
  }

  /** The same; hardly any plugin asks for it, so it is made for one that does. */
  get keep(): NonNullable<JobAttempt['keep']> {
    return (bytes, facts) => shelfFor(this.#run.call).put(bytes, facts)
  }
}

/** A class, for its getters: one in a literal would cost each object a shape of its own, which outlives the call. */
class AttemptScope implements HttpScope {
  readonly deadline: number
  readonly signal: Abortable
  readonly #run: AttemptRun

  constructor(run: AttemptRun, deadline: number, signal: Abortable) {
    this.#run = run
    this.deadline = deadline
    this.signal = signal
  }

  get hosts(): readonly DeclaredHost[] {
    return this.#run.account.hosts
  }

  get secrets(): readonly string[] {
    return this.#run.account.secrets
  }

  get artifactHosts(): readonly string[] {
    return this.#run.account.plugin.artifactHosts ?? []
  }

  get callerHosts(): readonly string[] {
    return this.#run.call.generation.callerHosts
  }

  get log(): Log {
    return this.#run.log
  }
}
