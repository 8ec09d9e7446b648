import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import demo from '@lucid-gateway/provider-demo'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newKey } from '../../../access/app-key.ts'
import { testGateway, type TestGateway } from '../../../testing/test-gateway.ts'

interface Delivery {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const key = newKey()
const deliveries: PromiseWithResolvers<Delivery>[] = []
let receiver: Server
let host: TestGateway
let hook: string

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      deliveries.shift()?.resolve({ headers: request.headers as Delivery['headers'], body })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve))
  const { port } = receiver.address() as AddressInfo
  hook = `http://127.0.0.1:${port}/told`
  host = await testGateway({
    plugins: [demo],
    env: { LUCID_API_KEY: key },
    config: { callerHosts: [`127.0.0.1:${port}`] },
  })
})
afterAll(async () => {
  await host[Symbol.asyncDispose]()
  receiver.close()
})

const bearer = { authorization: `Bearer ${key}` }
const start = (headers: Record<string, string>, body: object = {}) =>
  host.post('/v1/images', { prompt: 'x', size: '96x64', ...body }, { ...bearer, ...headers })

it('who asked for it is told of the end of a job, signed with the secret of its key', async () => {
  const coming = Promise.withResolvers<Delivery>()
  deliveries.push(coming)
  const { id } = (await (await start({ 'x-webhook-url': hook })).json()) as { id: string }
  const { headers, body } = await coming.promise
  expect(JSON.parse(body)).toMatchObject({
    type: 'job.succeeded',
    data: { id, status: 'succeeded', output: [expect.stringContaining(host.url)] },
  })
  const secret = (await (await fetch(`${host.url}/v1/webhooks/secret`, { headers: bearer })).json()) as {
    key: string
  }
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const bytes = Buffer.from(secret.key.slice('whsec_'.length), 'base64')
  expect(headers['webhook-signature']).toBe(
    `v1,${createHmac('sha256', bytes).update(signed).digest('base64')}`,
  )
})

it('who asked for it is told of a job that was cancelled', async () => {
  const coming = Promise.withResolvers<Delivery>()
  deliveries.push(coming)
  const slow = { model: 'demo/image-slow', options: { seconds: 30 } }
  const { id } = (await (await start({ 'x-webhook-url': hook }, slow)).json()) as { id: string }
  await fetch(`${host.url}/v1/jobs/${id}`, { method: 'DELETE', headers: bearer })
  expect(JSON.parse((await coming.promise).body)).toMatchObject({ type: 'job.cancelled', data: { id } })
})

it.each([
  'http://127.0.0.1:9/',
  'https://localhost/',
  'https://10.0.0.1/',
  'https://user:pass@example.com/',
  'ftp://example.com/',
  'nonsense',
])('a webhook to %s is refused before anything is begun', async url => {
  const answer = await start({ 'x-webhook-url': url })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ error: { code: 'invalid_request', param: 'x-webhook-url' } })
  expect(host.gateway.runtime.jobs.active).toBe(0)
})
