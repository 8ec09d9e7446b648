import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import demo from '@lucid-gateway/provider-demo'
import openaiPlugin from '@lucid-gateway/provider-openai'
import { type OpenAISimulator, simulatorKey, startOpenAISimulator } from '@lucid-gateway/simulators'
import OpenAI, { toFile } from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newKey } from '../../../access/app-key.ts'
import { testGateway, type TestGateway } from '../../../testing/test-gateway.ts'

let simulator: OpenAISimulator
/** Where a caller keeps a picture. */
const pictures = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'image/png' }).end(pixel)
})
const hostOf = (server: Server) => `127.0.0.1:${(server.address() as AddressInfo).port}`
beforeAll(async () => {
  simulator = await startOpenAISimulator()
  await new Promise<void>(resolve => pictures.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await simulator.close()
  pictures.closeAllConnections()
  await new Promise(resolve => pictures.close(resolve))
})
beforeEach(() => simulator.reset())

const key = newKey()
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const file = () => toFile(pixel, 'a.png', { type: 'image/png' })

/** The unchanged SDK, once on the path without translation, and once with a layer that makes the gateway translate. */
const reader = {
  kind: 'call',
  name: 'reader',
  phase: 'guard',
  needsContent: true,
  run: (_call: unknown, next: () => unknown) => next(),
} as const

describe.each(['relay', 'decoded'] as const)('pictures by the openai SDK through the host, %s', path => {
  let host: TestGateway
  let client: OpenAI
  beforeAll(async () => {
    host = await testGateway({
      env: { LUCID_API_KEY: key, OPENAI_API_KEY: simulatorKey, CIRCUIT_BREAKER_FAILURE_THRESHOLD: '1000' },
      config: {
        plugins: [],
        retry: { attempts: 1 },
        hooks: path === 'relay' ? [] : [reader as never],
        accounts: {
          openai: { provider: 'openai', config: { baseUrl: simulator.url } },
          demo: { provider: 'demo' },
        },
        callerHosts: [hostOf(pictures)],
      },
      plugins: [openaiPlugin, demo],
    })
    client = new OpenAI({ apiKey: key, baseURL: `${host.url}/v1`, maxRetries: 0 })
  })
  afterAll(() => host[Symbol.asyncDispose]())

  const model = 'openai/gpt-image-2'
  const sizeIn = (base64 = '') => {
    const bytes = Buffer.from(base64, 'base64')
    return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`
  }

  it('are made, with usage to the token and what the gateway knows in headers', async () => {
    const { data, response } = await client.images
      .generate({ model, prompt: 'a hut', size: '1536x864', quality: 'low', n: 2 })
      .withResponse()
    expect(data.data?.map(({ b64_json }) => sizeIn(b64_json))).toEqual(['1536x864', '1536x864'])
    expect(data).toMatchObject({
      size: '1536x864',
      quality: 'low',
      output_format: 'png',
      created: 1_770_935_251,
    })
    const { usage } = simulator.requests[0] ?? {}
    expect([data.usage?.input_tokens, data.usage?.output_tokens]).toEqual([
      usage?.promptTokens,
      usage?.completionTokens,
    ])
    expect(response.headers.get('x-lucid-model')).toBe(model)
    expect(response.headers.get('x-lucid-receipt')).toMatch(path === 'relay' ? /^relay/ : /^decoded/)
    expect(Number(response.headers.get('x-lucid-cost-usd'))).toBeGreaterThan(0)
  })

  it('come bit by bit', async () => {
    const stream = await client.images.generate({ model, prompt: 'a hut', stream: true, partial_images: 2 })
    const events = await Array.fromAsync(stream)
    expect(events.map(({ type }) => type)).toEqual([
      'image_generation.partial_image',
      'image_generation.partial_image',
      'image_generation.completed',
    ])
    const last = events.at(-1) as OpenAI.ImageGenCompletedEvent
    expect(last).toMatchObject({ quality: 'medium', background: 'opaque', size: '1024x1024' })
    expect(last.usage.output_tokens).toBe(simulator.requests[0]?.usage?.completionTokens)
    expect(sizeIn(last.b64_json)).toBe('1024x1024')
  })

  it('are edited, with a mask, as a form', async () => {
    const edited = await client.images.edit({
      model,
      prompt: 'at night',
      image: [await file(), await file()],
      mask: await file(),
      n: 1,
      output_format: 'webp',
      output_compression: 60,
    })
    expect(edited.output_format).toBe('webp')
    const sent = { type: 'image/png', base64: pixel.toString('base64') }
    expect(simulator.requests[0]?.path).toBe('/v1/images/edits')
    expect(simulator.requests[0]?.body).toEqual({
      model: 'gpt-image-2',
      prompt: 'at night',
      n: 1,
      output_format: 'webp',
      output_compression: 60,
      files: [
        { name: 'image[]', ...sent },
        { name: 'image[]', ...sent },
        { name: 'mask', ...sent },
      ],
    })
  })

  it('are edited bit by bit', async () => {
    const asked = { model, prompt: 'at night', image: await file(), stream: true, partial_images: 1 } as const
    const events = await Array.fromAsync(await client.images.edit(asked))
    expect(events.map(({ type }) => type)).toEqual(['image_edit.partial_image', 'image_edit.completed'])
  })

  it('are edited by a body of JSON', async () => {
    const image_url = `data:image/png;base64,${pixel.toString('base64')}`
    const answer = await host.post(
      '/v1/images/edits',
      { model, prompt: 'at night', images: [{ image_url }] },
      { authorization: `Bearer ${key}` },
    )
    expect(answer.status).toBe(200)
    expect(simulator.requests[0]?.body).toMatchObject({ files: [{ name: 'image', type: 'image/png' }] })
  })

  it('are edited by the address of a picture, where the gateway may go there', async () => {
    const ask = (image_url: string) =>
      host.post(
        '/v1/images/edits',
        { model, prompt: 'at night', images: [{ image_url }] },
        { authorization: `Bearer ${key}` },
      )
    expect((await ask(`http://${hostOf(pictures)}/a.png`)).status).toBe(200)
    expect(simulator.requests[0]?.body).toMatchObject({
      files: [{ name: 'image', type: 'image/png', base64: pixel.toString('base64') }],
    })
    const inward = await ask(simulator.url)
    expect(inward.status).toBeGreaterThanOrEqual(400)
    expect(simulator.requests).toHaveLength(1)
  })

  it('are made by any provider, whole and bit by bit', async () => {
    const whole = await client.images.generate({
      model: 'demo/image',
      prompt: 'a hut',
      size: '256x256',
      user: 'u',
    })
    expect(sizeIn(whole.data?.[0]?.b64_json)).toBe('256x256')
    expect(whole).toMatchObject({ size: '256x256', output_format: 'png' })
    const stream = await client.images.generate({
      model: 'demo/image',
      prompt: 'x',
      size: '128x128',
      stream: true,
      partial_images: 1,
      n: 2,
    })
    expect((await Array.fromAsync(stream)).map(({ type }) => type)).toEqual(
      [
        'image_generation.partial_image',
        'image_generation.completed',
        'image_generation.partial_image',
        'image_generation.completed',
      ].map((type, index, all) => (index === 1 ? all[2] : index === 2 ? all[1] : type)),
    )
  })

  it('that are asked for as they always were do not fail for a form of answer', async () => {
    const { data } = await client.images.generate({ model, prompt: 'a hut', response_format: 'b64_json' })
    expect(data?.[0]?.b64_json).toBeTruthy()
    expect(simulator.requests[0]?.body).not.toHaveProperty('response_format')
  })

  it('are given by addresses of the gateway itself, where a client asks for addresses', async () => {
    for (const asked of [model, 'demo/image']) {
      const { data } = await client.images.generate({
        model: asked,
        prompt: 'a hut',
        size: '256x256',
        response_format: 'url',
      })
      expect(data?.[0]).not.toHaveProperty('b64_json')
      const url = data?.[0]?.url ?? ''
      expect(url.startsWith(`${host.url}/v1/artifacts/art_`)).toBe(true)
      const answer = await fetch(url)
      expect(answer.headers.get('content-type')).toBe('image/png')
      expect(sizeIn(Buffer.from(await answer.arrayBuffer()).toString('base64'))).toBe('256x256')
    }
  })

  it('of models that are gone are refused as OpenAI refuses them', async () => {
    for (const gone of ['dall-e-3', 'openai/dall-e-3']) {
      const failure = await client.images
        .generate({ model: gone, prompt: 'a hut' })
        .catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(OpenAI.NotFoundError)
      expect(failure).toMatchObject({ status: 404, type: 'invalid_request_error', code: 'model_not_found' })
      expect(String(failure)).toContain('gpt-image-2')
    }
  })

  it('that a vendor refuses for what they show are a bad request, in one piece and as a stream', async () => {
    for (const stream of [false, true]) {
      const asked = client.images.generate({ model, prompt: 'x sim:error=moderation_blocked', stream })
      const failure = await Promise.resolve(asked).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(OpenAI.BadRequestError)
      expect(failure).toMatchObject({ code: 'content_policy_violation' })
    }
  })

  it('are refused at the field, where they are translated before anything is sent', async () => {
    const refusals: readonly (readonly [object, string])[] = [
      [{ n: 11 }, 'n'],
      [{ size: '1000x1000' }, 'size'],
      [{ quality: 'max' }, 'quality'],
      [{ prompt: '' }, 'prompt'],
      [{ output_compression: 101 }, 'output_compression'],
    ]
    for (const [fields, param] of refusals) {
      const failure = await client.images
        .generate({ model, prompt: 'a hut', ...fields })
        .catch((error: unknown) => error)
      expect(failure).toMatchObject({ status: 400, param })
    }
    expect(simulator.requests).toHaveLength(path === 'relay' ? refusals.length : 0)
  })

  it('are refused for an option of the card by the name that the client gave it', async () => {
    const webp = { model: 'demo/image', prompt: 'a hut', output_format: 'webp' } as const
    await expect(client.images.generate(webp)).rejects.toMatchObject({
      param: 'output_format',
      message: expect.stringContaining('webp as output_format.'),
    })
    const edit = { model: 'demo/image', prompt: 'a hut', image: await file() }
    await expect(client.images.edit(edit)).rejects.toMatchObject({ param: 'image' })
  })

  it('make no job that a webhook could tell of: an address for one is refused, not passed over', async () => {
    const headers = { 'x-webhook-url': 'https://hooks.example.com/' }
    await expect(client.images.generate({ model, prompt: 'a hut' }, { headers })).rejects.toMatchObject({
      status: 400,
      param: 'x-webhook-url',
    })
    expect(simulator.requests).toEqual([])
  })
})
