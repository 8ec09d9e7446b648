import type { LucidError } from '@lucid-gateway/core'
import type { Dispatcher } from 'undici'
import { Inbox, type InboxSource } from './inbox.ts'
import { type Answer, answerOf, type RawHeaders } from './answer.ts'
import { cancelled, fromNetwork, noConnection, timedOut } from './failure.ts'
import type { Origin } from './pools.ts'
import type { Abortable, Timeouts } from './transport.ts'
import type { Watch, Watched } from './watch.ts'

/** What an exchange needs of the scope that it belongs to. */
export interface ExchangeScope {
  readonly wayOut: { readonly watch: Watch; readonly settings: { readonly maxBodyBytes: number } }
  readonly scope: { readonly signal: Abortable; readonly deadline: number }
  readonly timeouts: Timeouts
  readonly secrets: readonly string[]
  /** Told of every failure. */
  failed(error: LucidError): void
}

type Phase = 'connecting' | 'sending' | 'waiting' | 'reading' | 'over'

/** One request and its answer: the dispatcher's handler, watched for its timeouts and its signals. */
export class Exchange implements Dispatcher.DispatchHandler, Watched, InboxSource {
  readonly answer: Promise<Answer>
  readonly deadline: number
  dueAt: number
  slot = 0
  readonly #scope: ExchangeScope
  readonly #origin: Origin
  readonly #host: string
  readonly #signal: AbortSignal | undefined
  readonly #watch: Watch
  readonly #body: Inbox<Uint8Array>
  readonly #resolve: (answer: Answer) => void
  readonly #reject: (error: LucidError) => void
  /** A function, since Node holds on to an object that listened until its next full collection of garbage. */
  readonly #onAbort = () => this.#abort(cancelled(this.#host, this.#written))
  #phase: Phase = 'connecting'
  #controller: Dispatcher.DispatchController | undefined

  /** `signal` is the request's own, besides the scope's. */
  constructor(scope: ExchangeScope, origin: Origin, host: string, signal: AbortSignal | undefined) {
    this.#scope = scope
    this.#origin = origin
    this.#host = host
    this.#signal = signal
    this.#watch = scope.wayOut.watch
    this.#body = new Inbox(this)
    this.deadline = scope.scope.deadline
    this.dueAt = this.#watch.in(scope.timeouts.connect)
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    this.answer = promise
    this.#resolve = resolve
    this.#reject = reject
  }

  /** Starts it. All that happens from here on is told through `answer` and its body. */
  begin(options: Dispatcher.DispatchOptions): void {
    this.#watch.add(this)
    this.#origin.enter()
    this.#scope.scope.signal.addEventListener('abort', this.#onAbort)
    this.#signal?.addEventListener('abort', this.#onAbort)
    this.#origin.dispatcher.dispatch(options, this)
  }

  expire(why: 'due' | 'deadline'): void {
    if (why === 'deadline') this.#abort(timedOut(this.#host, why, this.#written))
    else if (this.#phase === 'connecting' && this.#origin.isFull) this.#abort(noConnection(this.#host))
    else this.#fail(timedOut(this.#host, silences[this.#phase], this.#written))
  }

  /** A request that was given up while it waited for a connection leaves that connection to the next one. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#phase === 'over') throw cancelled(this.#host, false)
    this.#controller = controller
    this.#phase = 'sending'
    this.#dueIn(this.#scope.timeouts.idle)
  }

  onBodySent(): void {
    if (this.#phase === 'sending') this.#dueIn(this.#scope.timeouts.idle)
  }

  onRequestSent(): void {
    if (this.#phase !== 'sending') return
    this.#phase = 'waiting'
    this.#dueIn(this.#scope.timeouts.firstByte)
  }

  /** What this throws aborts the exchange, and comes back by `onResponseError`. */
  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: RawHeaders): void {
    if (status < 200 || this.#phase === 'over') return
    this.#phase = 'reading'
    this.#dueIn(this.#scope.timeouts.idle)
    const limit = this.#scope.wayOut.settings.maxBodyBytes
    this.#resolve(answerOf(status, headers, this.#body, this.#host, limit))
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#dueIn(this.#scope.timeouts.idle)
    this.#body.push(chunk)
  }

  onResponseEnd(): void {
    if (!this.#finish()) return
    this.#body.end()
  }

  onResponseError(_: Dispatcher.DispatchController | null, thrown: unknown): void {
    const { secrets } = this.#scope
    const head = this.#phase === 'reading'
    this.#fail(fromNetwork(thrown, { host: this.#host, secrets, written: this.#written, head }))
  }

  pause(): void {
    this.dueAt = Infinity
    this.#controller?.pause()
  }

  resume(): void {
    if (this.#phase === 'over') return
    this.#dueIn(this.#scope.timeouts.idle)
    this.#controller?.resume()
  }

  /** Nobody reads on. */
  stop(): void {
    if (this.#finish()) this.#controller?.abort(cancelled(this.#host, true))
  }

  get #written(): boolean {
    return this.#controller !== undefined
  }

  #dueIn(ms: number): void {
    this.dueAt = this.#watch.in(ms)
  }

  /** Given up from this side: the reader of a body learns of it at once, whatever has arrived by then. */
  #abort(error: LucidError): void {
    if (this.#phase !== 'over') this.#body.clear()
    this.#fail(error)
  }

  /** Failed on the other side: what has arrived can still be read. */
  #fail(error: LucidError): void {
    if (!this.#finish()) return
    this.#body.fail(error)
    this.#reject(error)
    this.#scope.failed(error)
    this.#controller?.abort(error)
  }

  /** True the first time: whoever ends the exchange says how it ended. */
  #finish(): boolean {
    if (this.#phase === 'over') return false
    this.#phase = 'over'
    this.#watch.delete(this)
    this.#origin.leave()
    this.#scope.scope.signal.removeEventListener('abort', this.#onAbort)
    this.#signal?.removeEventListener('abort', this.#onAbort)
    return true
  }
}

const silences = Object.freeze({
  connecting: 'connect_timeout',
  sending: 'idle_timeout',
  waiting: 'first_byte_timeout',
  reading: 'idle_timeout',
  over: 'idle_timeout',
} as const)
