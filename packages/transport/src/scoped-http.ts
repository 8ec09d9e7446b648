import {
  type Http,
  type HttpAnswer,
  type HttpRequest,
  type HttpSocket,
  type JsonAnswer,
  type JsonValue,
  LucidError,
  type SocketOptions,
  type SseEvent,
} from '@lucid-gateway/core'
import { ndjsonValues, sseEvents } from '@lucid-gateway/core/framing'
import type { Answer } from './answer.ts'
import { Exchange } from './exchange.ts'
import { errorOfAnswer, notAStream } from './failed-answer.ts'
import { cancelled, timedOut } from './failure.ts'
import type { Origin } from './pools.ts'
import { type EncodedBody, encodeBody } from './request-body.ts'
import { type Defaults, headerList } from './request-head.ts'
import { mergeTimeouts } from './settings.ts'
import type { Target } from './target.ts'
import type { Scope, Timeouts } from './transport.ts'
import type { Trust, Trusts } from './trust.ts'
import { webFetch } from './web-fetch.ts'
import { openSocket } from './web-socket.ts'
import type { WayOut } from './way-out.ts'

const uncompressed = ['accept-encoding', 'identity'] as const
const forAnything: Defaults = [uncompressed]
const forEvents: Defaults = [['accept', 'text/event-stream'], uncompressed]

/** The way out of one scope. */
export class ScopedHttp implements Http {
  readonly wayOut: WayOut
  readonly scope: Scope
  readonly secrets: readonly string[]
  readonly timeouts: Timeouts
  readonly trusts: Trusts
  #fetch: typeof globalThis.fetch | undefined

  constructor(wayOut: WayOut, scope: Scope, secrets: readonly string[], trusts: Trusts) {
    this.wayOut = wayOut
    this.scope = scope
    this.secrets = secrets
    this.timeouts = mergeTimeouts(wayOut.settings.timeouts, scope.timeouts)
    this.trusts = trusts
  }

  get fetch(): typeof globalThis.fetch {
    return (this.#fetch ??= webFetch(this))
  }

  send(request: HttpRequest): Promise<HttpAnswer> {
    return this.exchange(request, forAnything)
  }

  async json<T = JsonValue>(request: HttpRequest): Promise<JsonAnswer<T>> {
    const answer = await this.#succeed(request, forAnything)
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, value: parsed<T>(text, answer.host) }
  }

  async *sse(request: HttpRequest): AsyncIterable<SseEvent> {
    const answer = await this.#succeed(request, forEvents)
    if (answer.headers['content-type']?.startsWith('application/json'))
      throw await notAStream(answer, this.secrets)
    yield* sseEvents(answer.body)
  }

  async *ndjson<T = JsonValue>(request: HttpRequest): AsyncIterable<T> {
    const answer = await this.#succeed(request, forAnything)
    yield* ndjsonValues<T>(answer.body)
  }

  socket(url: string, options: SocketOptions = {}): Promise<HttpSocket> {
    return openSocket(this, url, options)
  }

  /** One request, up to its answer's head. `signal` is the request's own, besides the scope's. */
  exchange(request: HttpRequest, defaults: Defaults, signal?: AbortSignal): Promise<Answer> {
    try {
      const encoded = encodeBody(request)
      if (!(encoded instanceof Promise)) return this.#begin(request, encoded, defaults, signal)
      return encoded.then(form => this.#begin(request, form, defaults, signal))
    } catch (error) {
      if (LucidError.is(error)) this.failed(error)
      return Promise.reject(error as Error)
    }
  }

  /** What the guard refuses is worth a line in the log: a plugin or a caller tried to go where it may not. */
  failed(error: LucidError): void {
    if (error.code !== 'permission') return
    const { message, reason } = error
    this.scope.log?.warn('A request was refused.', { reason, message })
  }

  /** The connections to a target, if this scope may still go there. */
  admit(target: Target, trust: Trust, signal?: AbortSignal): Origin {
    this.wayOut.requireOpen()
    const { scope, wayOut } = this
    if (scope.signal.aborted || signal?.aborted) throw cancelled(target.host, false)
    if (wayOut.settings.clock.now() >= scope.deadline) throw timedOut(target.host, 'deadline', false)
    return wayOut.pools.for(target, trust.admit(target))
  }

  #begin(
    request: HttpRequest,
    encoded: EncodedBody,
    defaults: Defaults,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const trust = this.trusts[request.trust ?? 'declared']
    const target = this.wayOut.targets.parse(request.url)
    const headers = headerList(request.headers, defaults, encoded, trust)
    const origin = this.admit(target, trust, signal)
    const exchange = new Exchange(this, origin, target.host, signal)
    exchange.begin({
      path: target.path,
      method: request.method ?? (encoded.body === null ? 'GET' : 'POST'),
      headers,
      body: encoded.body,
    })
    return exchange.answer
  }

  /** The answer, unless its status says that it is none. */
  async #succeed(request: HttpRequest, defaults: Defaults): Promise<Answer> {
    const answer = await this.exchange(request, defaults)
    if (answer.status < 300) return answer
    throw await errorOfAnswer(answer, request, this.secrets)
  }
}

function parsed<T>(text: string, host: string): T {
  if (text === '') return null as T
  try {
    return JSON.parse(text) as T
  } catch {
    throw new LucidError('upstream', `${host} answered something that is not JSON.`, {
      reason: 'malformed_json',
    })
  }
}
