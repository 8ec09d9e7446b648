import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import demo from '@lucid-gateway/provider-demo'
import openai from '@lucid-gateway/provider-openai'
import {
  type CanaryServer,
  inwardAddresses,
  inwardNames,
  type OpenAISimulator,
  simulatorKey,
  startCanaryServer,
  startOpenAISimulator,
} from '@lucid-gateway/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newKey } from '../access/app-key.ts'
import { raw, testGateway, type TestGateway } from '../testing/test-gateway.ts'

/** What a caller can have the gateway reach out to, against every way to write an address that leads inward. */

const key = newKey()
let canary: CanaryServer
let vendor: OpenAISimulator
let host: TestGateway
let inward: readonly string[]
/** A host that the operator lets callers name, and that sends on to the inside. */
const stepping = createServer((_request, response) => {
  response.writeHead(302, { location: `http://${canary.host}/` }).end()
})
let steppingStone: string
/** One that nobody listens at. */
const nobody = '127.0.0.1:1'

beforeAll(async () => {
  canary = await startCanaryServer()
  vendor = await startOpenAISimulator()
  await new Promise<void>(resolve => stepping.listen(0, '127.0.0.1', resolve))
  steppingStone = `127.0.0.1:${(stepping.address() as AddressInfo).port}`
  inward = [...inwardAddresses(canary.port), ...inwardNames(canary.port)]
  host = await testGateway({
    plugins: [openai, demo],
    env: { LUCID_API_KEY: key, OPENAI_API_KEY: simulatorKey, CIRCUIT_BREAKER_FAILURE_THRESHOLD: '100000' },
    config: {
      retry: { attempts: 1 },
      ownKeys: true,
      accounts: {
        openai: { provider: 'openai', config: { baseUrl: vendor.url } },
        demo: { provider: 'demo' },
      },
      callerHosts: [steppingStone, nobody],
    },
  })
})
afterAll(async () => {
  await host[Symbol.asyncDispose]()
  await vendor.close()
  await new Promise(resolve => stepping.close(resolve))
  await canary[Symbol.asyncDispose]()
})

interface Answer {
  readonly status: number
  readonly error: { readonly code?: string; readonly param?: string; readonly message?: string }
}

async function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await host.post(path, body, { authorization: `Bearer ${key}`, ...headers })
  const { error = {} } = (await answer.json()) as Partial<Answer>
  return { status: answer.status, error }
}

/** What was let through, or refused without saying what for. */
async function wrong(ask: (url: string) => Promise<Answer>, params: RegExp): Promise<readonly string[]> {
  const found: string[] = []
  for (const url of inward) {
    const { status, error } = await ask(url)
    if (status < 400 || status >= 500 || !params.test(error.param ?? ''))
      found.push(`${JSON.stringify(url)}: ${status} ${error.param} ${error.message}`)
  }
  return found
}

const small = { prompt: 'a heron', size: '96x64', model: 'demo/image' }

describe('nothing inside is reached by', () => {
  it('the address of a webhook', async () => {
    // What no header can hold is tried below.
    const plain = inward.filter(url => /^[\x21-\x7e]+$/.test(url))
    expect(plain.length).toBeGreaterThan(100)
    const found: string[] = []
    for (const url of plain) {
      const { status, error } = await post('/v1/images', small, { 'x-webhook-url': url })
      if (status !== 400 || error.param !== 'x-webhook-url') found.push(`${url}: ${status}`)
    }
    expect([found, canary.connections]).toEqual([[], 0])
  })

  it('the address of a webhook with bytes in it that belong in no header', async () => {
    const body = JSON.stringify(small)
    const strange = inward.filter(url => url.trim() !== '' && !/^[\x21-\x7e]+$/.test(url))
    const found: string[] = []
    for (const url of strange) {
      const { port } = host.gateway
      const head = `POST /v1/images HTTP/1.1\r\nhost: localhost:${port}\r\nauthorization: Bearer ${key}\r\n`
      const rest = `content-type: application/json\r\ncontent-length: ${body.length}\r\nx-webhook-url: ${url}\r\n\r\n`
      const { status } = await raw(port, head + rest + body)
      if (status < 400 || status >= 500) found.push(`${JSON.stringify(url)}: ${status}`)
    }
    expect([found, canary.connections]).toEqual([[], 0])
  })

  it('a picture to work from, in /v1/images', async () => {
    const found = await wrong(
      url =>
        post(
          '/v1/images',
          {
            model: 'openai/gpt-image-1',
            prompt: 'more of it',
            images: [{ mediaType: 'image/png', data: { kind: 'url', url } }],
          },
          { prefer: 'wait=20' },
        ),
      /^images/,
    )
    expect([found, canary.connections]).toEqual([[], 0])
  })

  it('a picture to work from, in /v1/images/edits', async () => {
    const found = await wrong(
      url =>
        post('/v1/images/edits', {
          model: 'openai/gpt-image-1',
          prompt: 'more of it',
          images: [{ image_url: url }],
        }),
      /^images?/,
    )
    expect([found, canary.connections]).toEqual([[], 0])
  })

  it('a base address beside a key of the caller', async () => {
    const found = await wrong(
      url =>
        post(
          '/v1/images/generations',
          { model: 'openai/gpt-image-1', prompt: 'a heron' },
          {
            'x-user-api-keys': Buffer.from(
              JSON.stringify({ openai: { apiKey: simulatorKey, baseUrl: url } }).replace(
                /[^\x20-\x7e]/g,
                letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
              ),
            ).toString(),
          },
        ),
      /./,
    )
    expect([found, canary.connections]).toEqual([[], 0])
  })

  it('a picture whose host may be named and is not there, which is no fault of the vendor', async () => {
    const { status, error } = await post('/v1/images/edits', {
      model: 'openai/gpt-image-1',
      prompt: 'more of it',
      images: [{ image_url: `http://${nobody}/` }],
    })
    expect([status, error.code, error.param]).toEqual([400, 'connection_refused', 'images[0]'])
  })

  it('a host that may be named and sends on to the inside', async () => {
    const url = `http://${steppingStone}/`
    const edit = await post('/v1/images/edits', {
      model: 'openai/gpt-image-1',
      prompt: 'more of it',
      images: [{ image_url: url }],
    })
    expect(edit.status).toBe(400)
    const told = await post('/v1/images', small, { 'x-webhook-url': url, prefer: 'wait=20' })
    expect(told.status).toBe(200)
    await expect.poll(() => host.logged()).toContain('a webhook was not taken')
    expect(canary.connections).toBe(0)
  })
})
