import { cancelled, errorFrom, networkError, notLucid, unsendable } from '../error/from-answer.ts'
import { LucidApiError } from '../error/lucid-api-error.ts'
import type { CallDefaults, CallOptions, ConnectionOptions } from '../options.ts'
import { idempotencyKeyOf } from './idempotency-key.ts'
import { requestHeaders } from './request-headers.ts'
import { backoffMs, wait } from './wait.ts'

/** One request. */
export interface Asked {
  readonly method: string
  /** From the gateway's address on. */
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Whether it makes a call that may cost money. */
  readonly spends?: boolean
  /** Whether it may be sent again where it is not known what became of it, as a `GET` may. */
  readonly isSafe?: boolean
}

/** The way to a gateway: with the key, and with patience. */
export class Connection {
  readonly #base: string
  readonly #options: ConnectionOptions
  readonly #defaults: CallDefaults
  readonly #authorization: Readonly<Record<string, string>>

  constructor(options: ConnectionOptions & CallDefaults, key: string | undefined) {
    this.#base = baseOf(options.baseUrl)
    this.#options = options
    this.#defaults = options
    this.#authorization = key === undefined ? {} : { authorization: `Bearer ${key}` }
  }

  /** The JSON of an answer, whole. */
  json<T>(asked: Asked, options: CallOptions = {}): Promise<T> {
    return this.#tried(asked, options, async answer => {
      const text = await answer.text()
      try {
        return JSON.parse(text) as T
      } catch {
        throw notLucid(answer)
      }
    })
  }

  /** An answer that is read bit by bit: its head alone is tried for. */
  stream(asked: Asked, options: CallOptions = {}): Promise<Response> {
    return this.#tried(asked, options, answer => Promise.resolve(answer))
  }

  retriesOf({ retries }: CallOptions): number {
    return retries ?? this.#defaults.retries ?? 2
  }

  /** Waits before something is tried again that went wrong so many times before. */
  pause(tries: number, signal?: AbortSignal, ms = backoffMs(tries)): Promise<void> {
    return (this.#options.wait ?? wait)(ms, signal)
  }

  /** Sends it, and again where that may help and costs nothing twice. */
  async #tried<T>(asked: Asked, options: CallOptions, read: (answer: Response) => Promise<T>): Promise<T> {
    const { signal } = options
    const key = asked.spends ? idempotencyKeyOf(options) : undefined
    const request = this.#request(asked, options, key)
    const isSafe = asked.method === 'GET' || asked.isSafe === true || key !== undefined
    const retries = this.retriesOf(options)
    for (let tries = 0; ; tries++) {
      const { failure, value, isFinal } = await this.#once(request, isSafe, read)
      if (!failure) return value as T
      if (signal?.aborted) throw cancelled(signal)
      const waitMs = failure.retryAfter === undefined ? backoffMs(tries) : failure.retryAfter * 1000
      if (isFinal || tries >= retries || waitMs > (this.#options.maxWaitMs ?? 30_000)) throw failure
      await this.pause(tries, signal, waitMs)
    }
  }

  async #once<T>(
    { url, init }: Prepared,
    isSafe: boolean,
    read: (answer: Response) => Promise<T>,
  ): Promise<Outcome<T>> {
    try {
      const answer = await (this.#options.fetch ?? fetch)(url, init)
      if (answer.ok) return { value: await read(answer) }
      const failure = errorFrom(answer, await answer.text())
      const isReplay = answer.headers.get('idempotent-replayed') === 'true'
      // Whoever else answers can't say whether the gateway has done it.
      const mayBeDone = failure.reason === 'not_lucid' && !isSafe
      return { failure, isFinal: failure.recourse !== 'same' || isReplay || mayBeDone }
    } catch (thrown) {
      if (LucidApiError.is(thrown)) return { failure: thrown, isFinal: true }
      return { failure: networkError(thrown, url), isFinal: !isSafe }
    }
  }

  #request({ method, path, body, headers }: Asked, options: CallOptions, key: string | undefined): Prepared {
    const init: RequestInit = {
      method,
      // A key must not go where an answer points to.
      redirect: 'error',
      headers: sendable({
        ...requestHeaders(this.#defaults, options),
        ...headers,
        ...this.#authorization,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      }),
    }
    if (body !== undefined) init.body = JSON.stringify(body)
    if (options.signal) init.signal = options.signal
    return { url: this.#base + path, init }
  }
}

/** Base URLs of other clients end in `/v1`; here it stands in each path. */
function baseOf(baseUrl: string): string {
  const base = baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '')
  if (/^https?:\/\/./.test(base) && URL.canParse(base)) return base
  const hint = 'Say where the gateway is: https://lucid.example.com.'
  throw unsendable(`"${baseUrl}" is no address of a gateway.`, hint)
}

/** Headers hold visible ASCII; `fetch` would say so in words that name neither the header nor the option. */
function sendable(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(headers))
    if (!/^[\x20-\x7e]*$/.test(value))
      throw unsendable(
        `The header ${name} can not be sent: it has other characters than visible ASCII.`,
        'Look at subject, tags, channel and keys.',
      )
  return headers
}

interface Prepared {
  readonly url: string
  readonly init: RequestInit
}

interface Outcome<T> {
  readonly value?: T
  readonly failure?: LucidApiError
  /** Whether nothing is to be hoped for from another try. */
  readonly isFinal?: boolean
}
