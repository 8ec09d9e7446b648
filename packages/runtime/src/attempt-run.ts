import type {
  Attempt,
  AttemptContext,
  AttemptRecord,
  Http,
  Log,
  LucidError,
  Price,
  StreamEnd,
  Warning,
} from '@lucid-gateway/core'
import { runEndings, settleAttempt, tell } from '@lucid-gateway/core/engine'
import { Cancellation } from './cancellation.ts'
import type { Generation, GenerationAccount } from './generation.ts'
import { cardOf } from './router.ts'
import type { Target } from './runtime.ts'
import { asAborted, type CallUnderway, type TryUnderway } from './underway.ts'

/** One try under way: what attempt layers see, and the life of its record. */
export class AttemptRun implements AttemptContext, TryUnderway {
  readonly call: CallUnderway
  readonly target: Target
  readonly account: GenerationAccount
  readonly warnings: Warning[] = []
  readonly cancellation = new Cancellation()
  readonly #endings: ((record: AttemptRecord) => void | Promise<void>)[] = []
  #record: AttemptRecord
  #settled: Promise<void> | undefined

  constructor(call: CallUnderway, target: Target, account: GenerationAccount, number: number) {
    this.call = call
    this.target = target
    this.account = account
    this.#record = {
      id: `${call.record.id}.${number}`,
      callId: call.record.id,
      number,
      account: target.account,
      provider: target.provider,
      model: target.model,
      capability: call.capability.id,
      payer: 'operator',
      startedAt: call.now(),
    }
    if (call.cancellation.aborted) this.cancellation.abort(call.cancellation.reason)
  }

  get record(): AttemptRecord {
    return this.#record
  }

  get signal(): AbortSignal {
    return this.cancellation.signal
  }

  get log(): Log {
    return this.call.log
  }

  abort(reason: LucidError): void {
    this.cancellation.abort(reason)
  }

  onEnd(callback: (record: AttemptRecord) => void | Promise<void>): void {
    this.#endings.push(callback)
  }

  commit(): void {
    this.#record = { ...this.#record, committedAt: this.call.now() }
    if (this.#lifecycles.length > 0) void tell(this.#lifecycles, 'committed', this.#record, this.log)
  }

  /** Ends it, once. Resolves when all who wanted to know have been told. */
  settle(end: Pick<StreamEnd, 'status' | 'usage' | 'error'>): Promise<void> {
    this.#settled ??= this.#settle(end)
    return this.#settled
  }

  /** Ends it with the stream it became. */
  settleWith(done: Promise<StreamEnd>): void {
    this.#settled ??= done.then(end => this.#settle(asAborted(end, this.cancellation)))
  }

  get settled(): Promise<void> | undefined {
    return this.#settled
  }

  /** What the provider is given. */
  forProvider(): Attempt {
    return new ProviderAttempt(this, this.call.generation)
  }

  get #lifecycles() {
    return this.call.generation.lifecycles
  }

  async #settle(end: Pick<StreamEnd, 'status' | 'usage' | 'error'>): Promise<void> {
    const prices: readonly Price[] | undefined = cardOf(this.account, this.target.model)?.prices
    this.#record = settleAttempt(this.#record, end, this.call.now(), prices)
    if (this.#endings.length > 0) await runEndings(this.#endings, this.#record, this.log)
    if (this.#lifecycles.length > 0) await tell(this.#lifecycles, 'settled', this.#record, this.log)
  }
}

class ProviderAttempt implements Attempt {
  readonly model: string
  readonly credentials: Readonly<Record<string, string>>
  readonly deadline: number
  readonly callId: string
  readonly idempotencyKey: string
  readonly number: number
  readonly account: string
  readonly secretVersion: string
  readonly #run: AttemptRun
  readonly #generation: Generation
  #http: Http | undefined
  #log: Log | undefined

  constructor(run: AttemptRun, generation: Generation) {
    const { record } = run
    this.model = record.model
    this.credentials = run.account.credentials
    this.deadline = run.call.record.deadline
    this.callId = record.callId
    this.idempotencyKey = `${record.callId}:${record.account}`
    this.number = record.number
    this.account = record.account
    this.secretVersion = run.account.secretVersion
    this.#run = run
    this.#generation = generation
  }

  get signal(): AbortSignal {
    return this.#run.signal
  }

  get http(): Http {
    const { hosts, secrets, plugin } = this.#run.account
    this.#http ??= this.#generation.transport.http({
      hosts,
      secrets,
      signal: this.#run.cancellation,
      deadline: this.deadline,
      ...(plugin.artifactHosts ? { artifactHosts: plugin.artifactHosts } : {}),
    })
    return this.#http
  }

  get log(): Log {
    this.#log ??= this.#run.log.child({ call: this.callId, account: this.account })
    return this.#log
  }

  warn(warning: Warning): void {
    this.#run.warnings.push(warning)
  }
}
