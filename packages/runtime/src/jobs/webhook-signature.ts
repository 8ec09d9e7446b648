import { createHmac, randomBytes } from 'node:crypto'
import { LucidError } from '@lucid-gateway/core'

// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

const prefix = 'whsec_'
const [leastBytes, mostBytes] = [24, 64] as const

export interface WebhookHeaders {
  /** The same for each try, so that a receiver can tell that it has had it. */
  readonly 'webhook-id': string
  /** Seconds since 1970, of this try. */
  readonly 'webhook-timestamp': string
  readonly 'webhook-signature': string
}

/** The headers by which a receiver knows who sent a body, and that it is fresh. */
export function signWebhook(secret: string, id: string, timestamp: number, body: string): WebhookHeaders {
  const key = keyOf(secret)
  if (!key) throw badSecret()
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  }
}

/** What is wrong with a secret; undefined where nothing is. */
export function webhookSecretFault(secret: string, param = 'webhook_secret'): LucidError | undefined {
  return keyOf(secret) ? undefined : badSecret(param)
}

export function newWebhookSecret(): string {
  return prefix + randomBytes(32).toString('base64')
}

function keyOf(secret: string): Buffer | undefined {
  if (!secret.startsWith(prefix)) return undefined
  const text = secret.slice(prefix.length)
  const key = Buffer.from(text, 'base64')
  const isWhole = key.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '')
  return isWhole && key.length >= leastBytes && key.length <= mostBytes ? key : undefined
}

/** Never quotes it. */
function badSecret(param?: string): LucidError {
  return new LucidError(
    'invalid_request',
    'The secret of the webhook is none of the Standard Webhooks rules.',
    {
      reason: 'bad_webhook_secret',
      hint: `Write "${prefix}" and the base64 of ${leastBytes} to ${mostBytes} random bytes.`,
      ...(param === undefined ? {} : { param }),
    },
  )
}
