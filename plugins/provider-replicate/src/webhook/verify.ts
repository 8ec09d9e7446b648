import { createHmac, timingSafeEqual } from 'node:crypto'
import { LucidError, type WebhookDelivery } from '@lucid-gateway/core'

/** How far the vendor's clock may be from ours. */
const leewayMs = 5 * 60_000

/**
 * What is signed, and when; throws unless that is now. Of several signatures, as while a secret changes, one has to be
 * good. https://replicate.com/docs/topics/webhooks/verify-webhook
 */
export interface Signed {
  readonly content: Buffer
  readonly signatures: readonly Buffer[]
}

export function signedIn({ body, headers }: WebhookDelivery, now: number): Signed {
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map(name =>
    named.get(`webhook-${name}`),
  )
  if (!id || !timestamp || !signature) throw badSignature('It lacks the headers of a signature.')
  const at = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN
  if (!(Math.abs(now - at) <= leewayMs)) throw stale()
  const signatures = signature.split(' ').flatMap(one => {
    const [version, base64 = ''] = one.split(',')
    return version === 'v1' ? [Buffer.from(base64, 'base64')] : []
  })
  return { content: Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]), signatures }
}

/** Whether one of the signatures is by this secret. Takes as long for a wrong one as for a good one. */
export function isBy({ content, signatures }: Signed, secret: string): boolean {
  const key = Buffer.from(secret.slice(secret.lastIndexOf('_') + 1), 'base64')
  if (key.length === 0) return false
  const good = createHmac('sha256', key).update(content).digest()
  let found = false
  for (const one of signatures) {
    if (one.length === good.length && timingSafeEqual(one, good)) found = true
  }
  return found
}

export function badSignature(why: string): LucidError {
  return new LucidError('auth', `The delivery is not Replicate's. ${why}`, {
    origin: 'caller',
    reason: 'bad_signature',
    hint: 'If it is, see that the account has the signing secret of the Replicate account that started the job.',
  })
}

function stale(): LucidError {
  return new LucidError('auth', 'The delivery was not signed within the last five minutes.', {
    origin: 'caller',
    reason: 'stale_delivery',
    hint: "If it is Replicate's, see that the clock of this machine is right.",
  })
}
