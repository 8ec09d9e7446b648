import {
  type Clock,
  fromUnknown,
  type Http,
  type HttpAnswer,
  type Log,
  LucidError,
} from '@lucid-gateway/core'
import type { Abortable } from '@lucid-gateway/transport'
import { Cancellation } from '../cancellation.ts'
import { Ending } from './ending.ts'
import { SendGate } from './send-gate.ts'
import { signWebhook } from './webhook-signature.ts'

/** What is to be told, to whom. */
export interface WebhookMessage {
  /** One that `checkWebhookUrl` found nothing wrong with. */
  readonly url: string
  /** Of the event, not of the try. */
  readonly id: string
  /** JSON. */
  readonly payload: string
  /** `whsec_` and base64. */
  readonly secret: string
  /** Ends it early: then it rejects with the signal's reason. */
  readonly signal?: Abortable
}

/** `gone`: the receiver wants no more of them. `given-up`: it could not be delivered. */
export type WebhookEnd = 'delivered' | 'gone' | 'given-up'

export interface WebhookSenderOptions {
  /** `transport.caller` for one try, which keeps time itself: its deadline may be `Infinity`. */
  readonly http: (scope: { readonly signal: Abortable }) => Http
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
  /** How many are sent at once; 32 unless said. */
  readonly mostInAll?: number
  /** How many of them to one host; 4 unless said. */
  readonly mostPerHost?: number
  /** How many of them with one secret, which is one application's; 8 unless said. */
  readonly mostPerSecret?: number
}

/** The waits before the second try and those after it. */
const backOffMs: readonly number[] = [5_000, 30_000, 120_000, 600_000]
/** A wait is longer by up to this share, lest all come back at once. */
const jitter = 0.2
const tryMs = 15_000
/** What a receiver asks for by `retry-after` is heeded up to this. */
const longestWaitMs = 600_000
const mostAnswerBytes = 4096

type Tried = { readonly end: WebhookEnd } | { readonly why: string; readonly retryAfterMs?: number }

/** Sends webhooks by the Standard Webhooks rules, again and again until they are taken or given up. */
export class WebhookSender {
  readonly #options: WebhookSenderOptions
  readonly #gate: SendGate
  /** Passed first: who has slow receivers waits here, in nobody's way. */
  readonly #ownGate: SendGate
  readonly #under = new Set<Promise<unknown>>()
  readonly #closing = new Cancellation()

  constructor(options: WebhookSenderOptions) {
    this.#options = options
    this.#gate = new SendGate(options.mostInAll ?? 32, options.mostPerHost ?? 4)
    this.#ownGate = new SendGate(Infinity, options.mostPerSecret ?? 8)
  }

  /** Resolves once it is known how it ends; rejects only where it is ended early, and may be sent anew with the same id. */
  send(message: WebhookMessage): Promise<WebhookEnd> {
    const sending = this.#send(message)
    const under = sending.catch(() => {}).finally(() => this.#under.delete(under))
    this.#under.add(under)
    return sending
  }

  /** Ends what is under way early, and takes no more. */
  async close(): Promise<void> {
    this.#closing.abort(
      new LucidError('unavailable', 'The gateway is stopping and sends no more webhooks.', {
        reason: 'shutting_down',
      }),
    )
    await Promise.all(this.#under)
  }

  async #send(message: WebhookMessage): Promise<WebhookEnd> {
    const ending = new Ending([this.#closing, message.signal])
    try {
      return await this.#sendUntil(ending, message)
    } finally {
      ending.forget()
    }
  }

  async #sendUntil(ending: Ending, message: WebhookMessage): Promise<WebhookEnd> {
    const { clock, random, log } = this.#options
    const { host } = new URL(message.url)
    for (let number = 1; ; number++) {
      const tried = await this.#ownGate.through(
        message.secret,
        () => this.#gate.through(host, () => this.#try(message, ending), ending.promise),
        ending.promise,
      )
      if ('end' in tried) return tried.end
      const waitMs = backOffMs[number - 1]
      const facts = { webhook: message.id, host, try: number, why: tried.why }
      if (waitMs === undefined) {
        log.warn('a webhook is given up', facts)
        return 'given-up'
      }
      log.info('a webhook was not taken and is sent again later', facts)
      await after(clock, Math.max(waitMs * (1 + jitter * random()), tried.retryAfterMs ?? 0), ending.promise)
    }
  }

  async #try(message: WebhookMessage, ending: Ending): Promise<Tried> {
    const { clock, http } = this.#options
    const { url, id, payload, secret } = message
    ending.throwIfCome()
    const cancellation = new Cancellation()
    const calledOff = clock.after(tryMs, () => cancellation.abort(tooSlow()))
    ending.promise.catch((reason: unknown) => cancellation.abort(reason))
    try {
      const signed = signWebhook(secret, id, Math.floor(clock.now() / 1000), payload)
      const answer = await http({ signal: cancellation }).send({
        url,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signed },
        body: payload,
      })
      await readALittle(answer)
      return judged(answer)
    } catch (thrown) {
      ending.throwIfCome()
      return this.#failed(cancellation.aborted ? cancellation.reason : thrown, message)
    } finally {
      calledOff()
    }
  }

  /** What the guard refuses, or nobody could send, is not tried again. */
  #failed(thrown: unknown, { id, url }: WebhookMessage): Tried {
    const error = fromUnknown(thrown)
    const why = error.reason ?? error.code
    if (error.code !== 'permission' && error.code !== 'invalid_request') return { why }
    this.#options.log.warn('a webhook may not be sent', { webhook: id, host: new URL(url).host, why })
    return { end: 'given-up' }
  }
}

function judged({ status, headers }: HttpAnswer): Tried {
  if (status >= 200 && status < 300) return { end: 'delivered' }
  if (status === 410) return { end: 'gone' }
  const seconds = Number(headers['retry-after'] ?? NaN)
  const why = `status ${status}`
  return seconds > 0 ? { why, retryAfterMs: Math.min(longestWaitMs, seconds * 1000) } : { why }
}

/** So that the connection may serve again. What else a receiver has to say is of no interest, nor that it breaks off. */
async function readALittle({ body }: HttpAnswer): Promise<void> {
  let length = 0
  try {
    for await (const chunk of body) if ((length += chunk.byteLength) > mostAnswerBytes) break
  } catch {
    // Its status has been read.
  }
}

async function after(clock: Clock, ms: number, ending: Promise<never>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = clock.after(ms, resolve)
  try {
    await Promise.race([promise, ending])
  } finally {
    stop()
  }
}

function tooSlow(): LucidError {
  return new LucidError('timeout', `The receiver did not answer within ${tryMs / 1000} seconds.`, {
    reason: 'receiver_slow',
  })
}
