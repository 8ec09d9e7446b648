import { createHmac } from 'node:crypto'
import { type DeliveryKind, replicateWebhookSecret, simulatorKey } from '@lucid-gateway/simulators'
import { validateWebhook } from 'replicate'
import { describe, expect, it } from 'vitest'
import { imageOffer } from '../image.ts'
import { replicateClients } from '../sdk/client.ts'
import { openBench, schnell } from '../test/bench.ts'
import type { StartedPlugin } from '../test/started-plugin.ts'

const { attempts, plugin, simulator } = await openBench()

let now = Date.now()
const { job } = imageOffer({ baseUrl: simulator.url }, replicateClients(simulator.url), { now: () => now })
const { webhook } = job as StartedPlugin['image']['job']

async function started(): Promise<string> {
  return (await plugin.image.job.start({ prompt: 'a fox' }, attempts.next(schnell))).cursor
}

const given = () =>
  attempts.next(schnell, { credentials: { apiKey: simulatorKey, webhookSecret: replicateWebhookSecret } })
const asks = () => simulator.requests.filter(({ path }) => path === '/v1/webhooks/default/secret').length

function signedBy(secret: string, body: Buffer): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1000))
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signature = createHmac('sha256', key).update(`msg_1.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': 'msg_1', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

describe('a webhook', () => {
  it('that is genuine tells how its job stands', async () => {
    now = Date.now()
    const cursor = await started()
    expect(await webhook(simulator.webhook(cursor, { event: 'start' }), given())).toMatchObject({
      state: 'running',
      cursor,
    })
    const done = await webhook(simulator.webhook(cursor), given())
    expect(done).toMatchObject({ state: 'succeeded', cursor, result: { images: [{}] } })
    expect(await webhook(simulator.webhook(cursor, { as: 'duplicate' }), given())).toEqual(done)
    expect(asks()).toBe(0)
  })

  it('may be signed by several secrets, and name its headers in any letters', async () => {
    const { body, headers } = simulator.webhook(await started(), { as: 'rotating' })
    const loud = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
    )
    expect(await webhook({ body, headers: loud }, given())).toMatchObject({ state: 'succeeded' })
  })

  const bad: readonly (readonly [as: DeliveryKind, reason: string])[] = [
    ['forged', 'bad_signature'],
    ['tampered', 'bad_signature'],
    ['unsigned', 'bad_signature'],
    ['old', 'stale_delivery'],
    ['early', 'stale_delivery'],
  ]
  it.each(bad)('that is %s is refused', async (as, reason) => {
    const delivery = simulator.webhook(await started(), { as })
    await expect(webhook(delivery, given())).rejects.toMatchObject({ code: 'auth', origin: 'caller', reason })
  })

  it('of another job is refused, however genuine', async () => {
    now = Date.now()
    const [cursor, other] = [await started(), await started()]
    const delivery = simulator.webhook(cursor)
    expect(await webhook({ ...delivery, cursor }, given())).toMatchObject({ cursor })
    await expect(webhook({ ...delivery, cursor: other }, given())).rejects.toMatchObject({
      code: 'auth',
      origin: 'caller',
      reason: 'other_job',
    })
  })

  it('that tells of no job is refused', async () => {
    now = Date.now()
    const genuine = simulator.webhook(await started())
    expect(await webhook(genuine, given())).toBeDefined()
    for (const body of ['nothing', '{"id":"../x","status":"succeeded"}', '[]']) {
      const headers = signedBy(replicateWebhookSecret, Buffer.from(body))
      const delivered = webhook({ headers, body: Buffer.from(body) }, given())
      await expect(delivered).rejects.toMatchObject({ code: 'invalid_request', reason: 'strange_delivery' })
    }
  })

  it('is good for five minutes', async () => {
    now = Math.floor(Date.now() / 1000) * 1000
    const delivery = simulator.webhook(await started())
    const signedAt = Number(delivery.headers['webhook-timestamp']) * 1000
    for (const offset of [-300_000, 300_000]) {
      now = signedAt + offset
      expect(await webhook(delivery, given())).toMatchObject({ state: 'succeeded' })
      now = signedAt + Math.sign(offset) * 301_000
      await expect(webhook(delivery, given())).rejects.toMatchObject({ reason: 'stale_delivery' })
    }
  })

  it('whose time is none, or whose secret is empty, is refused', async () => {
    now = Date.now()
    const { body, headers } = simulator.webhook(await started())
    const timeless = { ...headers, 'webhook-timestamp': 'soon' }
    await expect(webhook({ body, headers: timeless }, given())).rejects.toMatchObject({ code: 'auth' })
    const empty = attempts.next(schnell, { credentials: { apiKey: simulatorKey, webhookSecret: '' } })
    await expect(webhook({ body, headers }, empty)).rejects.toMatchObject({ reason: 'bad_signature' })
  })

  it('is judged as by the vendor’s SDK, which does not look at its time', async () => {
    const cursor = await started()
    for (const as of ['good', 'rotating', 'forged', 'tampered'] as const) {
      const { body, headers } = simulator.webhook(cursor, { as })
      const theirs = await validateWebhook({
        id: String(headers['webhook-id']),
        timestamp: String(headers['webhook-timestamp']),
        signature: String(headers['webhook-signature']),
        body: Buffer.from(body).toString(),
        secret: replicateWebhookSecret,
      })
      const ours = await webhook({ body, headers }, given()).then(
        () => true,
        () => false,
      )
      expect([as, ours]).toEqual([as, theirs])
    }
  })
})

describe('the secret', () => {
  it('is asked of the vendor where it is not given, and kept for the account', async () => {
    now = Date.now()
    const cursor = await started()
    for (const as of ['good', 'forged', 'good', 'forged'] as const) {
      await webhook(simulator.webhook(cursor, { as }), attempts.next(schnell)).catch(() => {})
    }
    expect(asks()).toBe(1)
  })

  it('is asked for again where it may have changed', async () => {
    now = Date.now()
    const attempt = () => attempts.next(schnell, { secretVersion: 'changing' })
    const cursor = await started()
    await webhook(simulator.webhook(cursor), attempt())
    const forged = simulator.webhook(cursor, { as: 'forged' })
    const { body, headers } = forged
    now += 11 * 60_000
    const later = { ...headers, 'webhook-timestamp': String(Math.floor(now / 1000)) }
    await expect(webhook({ body, headers: later }, attempt())).rejects.toMatchObject({ code: 'auth' })
    expect(asks()).toBe(2)
  })

  it('of a caller’s own token is not kept', async () => {
    now = Date.now()
    const cursor = await started()
    for (const _ of [1, 2]) {
      await webhook(simulator.webhook(cursor), attempts.next(schnell, { secretVersion: undefined }))
    }
    expect(asks()).toBe(2)
  })

  it('that can not be had is no forgery', async () => {
    now = Date.now()
    simulator.script({ on: 'secret', error: 'unavailable' })
    const attempt = attempts.next(schnell, { secretVersion: 'none yet' })
    const delivered = webhook(simulator.webhook(await started()), attempt)
    await expect(delivered).rejects.toMatchObject({ code: 'overloaded', origin: 'provider' })
  })
})
