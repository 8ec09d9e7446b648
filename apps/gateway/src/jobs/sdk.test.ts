import OpenAI, { toFile } from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { flux, gptImage, imageWorld, type ImageWorld } from '../testing/image-world.ts'

let world: ImageWorld
let client: OpenAI
beforeAll(async () => {
  world = await imageWorld()
  client = new OpenAI({ apiKey: world.key, baseURL: `${world.host.url}/v1`, maxRetries: 0 })
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => world.reset())

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const marks = { 'image/png': /^\x89PNG/, 'image/webp': /^RIFF/ } as const

const vendors = [
  { model: 'demo/image', size: '256x256', type: 'image/png', cost: 0 },
  { model: 'demo/image-slow', size: '256x256', type: 'image/png', cost: 0 },
  { model: `replicate/${flux}`, size: '1024x1024', type: 'image/webp', cost: 0.003 },
  { model: `openai/${gptImage}`, size: '1024x1024', type: 'image/png', cost: undefined },
] as const

describe.each(vendors)('the SDK of OpenAI with $model', ({ model, size, type, cost }) => {
  const ask = { model, size, prompt: 'a hut sim:polls=1' } as const

  it('is given the bytes', async () => {
    const { data, response } = await client.images
      .generate({ ...ask, response_format: 'b64_json' })
      .withResponse()
    expect(data.data).toHaveLength(1)
    expect(Buffer.from(data.data?.[0]?.b64_json ?? '', 'base64').toString('latin1')).toMatch(marks[type])
    expect(data.data?.[0]).not.toHaveProperty('url')
    const told = Number(response.headers.get('x-lucid-cost-usd'))
    if (cost === undefined) expect(told).toBeGreaterThan(0)
    else expect(told).toBe(cost)
    expect(response.headers.get('x-lucid-model')).toBe(model)
  })

  it('is given an address of the gateway', async () => {
    const { data } = await client.images.generate({ ...ask, response_format: 'url' })
    expect(data).toHaveLength(1)
    expect(data?.[0]).not.toHaveProperty('b64_json')
    const url = data?.[0]?.url ?? ''
    expect(url.startsWith(`${world.host.url}/v1/artifacts/art_`)).toBe(true)
    const answer = await fetch(url)
    expect(answer.headers.get('content-type')).toBe(type)
    expect(Buffer.from(await answer.arrayBuffer()).toString('latin1')).toMatch(marks[type])
    expect(world.replicate.leaks).toEqual([])
  })
})

describe('edits by the SDK of OpenAI', () => {
  const image = () => toFile(pixel, 'a.png', { type: 'image/png' })

  it.each([`replicate/black-forest-labs/flux-dev`, `openai/${gptImage}`])('are made by %s', async model => {
    for (const response_format of ['url', 'b64_json'] as const) {
      const { data } = await client.images.edit({
        model,
        prompt: 'at night sim:polls=1',
        image: await image(),
        response_format,
      })
      const [picture] = data ?? []
      expect(Object.keys(picture ?? {})).toEqual([response_format])
    }
  })

  it.each([`replicate/${flux}`, 'demo/image'])(
    'are refused at the field by %s, before anything is sent',
    async model => {
      const failure = await client.images
        .edit({ model, prompt: 'at night', image: await image() })
        .catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(OpenAI.BadRequestError)
      expect(failure).toMatchObject({ param: 'image' })
      expect(world.creates().replicate).toBe(0)
    },
  )
})

it.each([
  ['failed', 'outcome=failed', OpenAI.InternalServerError, 502],
  ['refused', 'nsfw', OpenAI.BadRequestError, 400],
  ['limited', 'error=throttled', OpenAI.RateLimitError, 429],
] as const)('a prediction that is %s is an error of the SDK', async (_, wish, kind, status) => {
  await using hasty = await imageWorld({ config: { retry: { attempts: 1 } } })
  const sdk = new OpenAI({ apiKey: hasty.key, baseURL: `${hasty.host.url}/v1`, maxRetries: 0 })
  const failure = await sdk.images
    .generate({ model: `replicate/${flux}`, prompt: `x sim:${wish} sim:polls=1` })
    .catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(kind)
  expect(failure).toMatchObject({ status })
  expect(hasty.creates().replicate).toBe(1)
})

it('who hangs up has the prediction cancelled', async () => {
  world.replicate.script({ outcome: 'never' })
  const gone = new AbortController()
  const asked = client.images.generate({ model: `replicate/${flux}`, prompt: 'x' }, { signal: gone.signal })
  await world.reached('replicate', /\/predictions\/sim\w+$/)
  gone.abort()
  await expect(asked).rejects.toBeInstanceOf(OpenAI.APIUserAbortError)
  await world.reached('replicate', /\/cancel$/)
})
