import { createHash } from 'node:crypto'
import { LucidError, type WebhookDelivery } from '@lucid-gateway/core'
import { gcra } from '@lucid-gateway/core/engine'

type Delivery = Omit<WebhookDelivery, 'cursor'>

/** More than a vendor says of one job. Reading one may cost a request to the vendor, and anybody may send them. */
const limit = { amount: 4, perMs: 1000, burst: 20 } as const

/** What came as reports of one job. */
export class Deliveries {
  readonly #taken = new Set<string>()
  #emptyAt: number | undefined

  /** Throws where so many come that no vendor sends them. */
  admit(now: number): void {
    const { ok, emptyAt, retryAfterMs } = gcra(this.#emptyAt, now, limit, 1)
    this.#emptyAt = emptyAt
    if (!ok) throw tooMany(retryAfterMs)
  }

  /** Throws where one that was found genuine has come before. */
  take(delivery: Delivery): void {
    const name = nameOf(delivery)
    if (this.#taken.has(name)) throw replayed()
    this.#taken.add(name)
  }
}

/** By the rules of Standard Webhooks an id is given once; who gives none is told apart by all that was sent. */
function nameOf({ headers, body }: Delivery): string {
  const id = headers['webhook-id']
  return id === undefined ? createHash('sha256').update(body).digest('base64url') : `id ${id}`
}

function tooMany(retryAfterMs: number): LucidError {
  return new LucidError('rate_limit', 'More reports of this job have come than are read.', {
    origin: 'caller',
    reason: 'too_many_deliveries',
    retryAfterMs,
  })
}

function replayed(): LucidError {
  return new LucidError('conflict', 'This delivery has come before.', { reason: 'replayed_delivery' })
}
