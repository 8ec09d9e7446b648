import { createHmac } from 'node:crypto'
import { bodyForEvent, type Prediction, type WebhookEvent } from './prediction.ts'

/** The default secret of each account. */
export const replicateWebhookSecret = `whsec_${Buffer.from('a-secret-of-the-simulator').toString('base64')}`

/** How a delivery is, or what is wrong with it. */
export type DeliveryKind =
  | 'good'
  /** Signed with another secret. */
  | 'forged'
  /** Signed well, and its body changed afterwards. */
  | 'tampered'
  /** Signed ten minutes ago. */
  | 'old'
  /** Signed in ten minutes. */
  | 'early'
  /** Without the headers of a signature. */
  | 'unsigned'
  /** With several signatures, of which one is good, as while secrets change. */
  | 'rotating'
  /** The last delivery of this prediction once more. */
  | 'duplicate'

export interface DeliveryOptions {
  readonly event?: WebhookEvent
  readonly as?: DeliveryKind
}

export interface WebhookMessage {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Makes deliveries, and remembers the last of each prediction. https://replicate.com/docs/topics/webhooks/verify-webhook */
export class Webhooks {
  readonly #last = new Map<string, WebhookMessage>()
  #serial = 0
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  message(prediction: Prediction, { event = 'completed', as = 'good' }: DeliveryOptions): WebhookMessage {
    const last = this.#last.get(prediction.id)
    if (as === 'duplicate' && last) return last
    const body = Buffer.from(JSON.stringify(bodyForEvent(prediction, event)))
    const id = `msg_${String(++this.#serial).padStart(24, '0')}`
    const timestamp = String(Math.floor(this.#now() / 1000) + (shifts[as] ?? 0))
    const secret =
      as === 'forged' ? `whsec_${Buffer.from('guessed').toString('base64')}` : replicateWebhookSecret
    const good = signatureOf(secret, `${id}.${timestamp}.${body.toString()}`)
    const signature = as === 'rotating' ? `v1,${Buffer.alloc(32).toString('base64')} ${good} v2,other` : good
    const signed = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
    const message: WebhookMessage = {
      headers: { 'content-type': 'application/json', ...(as === 'unsigned' ? {} : signed) },
      body: as === 'tampered' ? Buffer.from(body.toString().replace('"status":"', '"status":"not-')) : body,
    }
    this.#last.set(prediction.id, message)
    return message
  }

  clear(): void {
    this.#last.clear()
    this.#serial = 0
  }
}

const shifts: Readonly<Partial<Record<DeliveryKind, number>>> = { old: -600, early: 600 }

function signatureOf(secret: string, content: string): string {
  const key = Buffer.from(secret.split('_').at(-1) ?? '', 'base64')
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`
}
