import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { newWebhookSecret, signWebhook, webhookSecretFault } from './webhook-signature.ts'

const secret = newWebhookSecret()
const at = 1_700_000_000

describe('a signature', () => {
  afterEach(() => void vi.useRealTimers())

  it.each(['{}', '{"text":"Füchse 🦊"}', '', 'x'.repeat(100_000)])('of %j is the one of the rules', body => {
    const { 'webhook-signature': ours } = signWebhook(secret, 'msg_1', at, body)
    expect(ours).toBe(new Webhook(secret).sign('msg_1', new Date(at * 1000), body))
  })

  it('is found genuine by who knows the secret, and nothing else is', () => {
    vi.useFakeTimers({ now: at * 1000 })
    const body = '{"type":"job.succeeded"}'
    const headers = { ...signWebhook(secret, 'msg_1', at, body) }
    expect(new Webhook(secret).verify(body, headers)).toEqual({ type: 'job.succeeded' })
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow()
    expect(() => new Webhook(newWebhookSecret()).verify(body, headers)).toThrow()
    expect(() => new Webhook(secret).verify(body, { ...headers, 'webhook-id': 'msg_2' })).toThrow()
  })
})

describe('a secret', () => {
  const bytes = (many: number) => Buffer.alloc(many, 0xfb).toString('base64')

  it.each([
    `whsec_${bytes(24)}`,
    `whsec_${bytes(64)}`,
    `whsec_${bytes(32).replace(/=+$/, '')}`,
    newWebhookSecret(),
  ])('%s is one', text => {
    expect(webhookSecretFault(text)).toBeUndefined()
    expect(signWebhook(text, 'a', at, '')['webhook-signature']).toMatch(/^v1,/)
  })

  it.each([
    '',
    'whsec_',
    bytes(32),
    `whsec_${bytes(23)}`,
    `whsec_${bytes(65)}`,
    `whsec_${bytes(32)} `,
    'whsec_' + '*'.repeat(44),
  ])('"%s" is none, and is not quoted', text => {
    const fault = webhookSecretFault(text, 'webhook_secret')
    expect(fault).toMatchObject({
      code: 'invalid_request',
      param: 'webhook_secret',
      reason: 'bad_webhook_secret',
    })
    if (text.length > 8) expect(JSON.stringify(fault)).not.toContain(text.slice(6))
    expect(() => signWebhook(text, 'a', at, '')).toThrow()
  })
})
