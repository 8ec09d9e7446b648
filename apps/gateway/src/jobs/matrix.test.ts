import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  eventsIn,
  flux,
  gptImage,
  imageWorld,
  type ImageWorld,
  type SeenJob,
} from '../testing/image-world.ts'

let world: ImageWorld
beforeAll(async () => {
  world = await imageWorld()
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => world.reset())

interface Case {
  readonly provider: string
  readonly model: string
  readonly ask: object
  readonly file: { readonly media_type: string; readonly width: number; readonly height: number }
  readonly mark: RegExp
  readonly usage: object
  readonly cost: (usd: number) => boolean
  /** Whether it tells how far it is. */
  readonly steps: boolean
}

const known = (quantity: unknown) => ({ certainty: 'known', quantity })
const png = /^\x89PNG/

const cases: readonly Case[] = [
  {
    provider: 'demo',
    model: 'image-slow',
    ask: { size: '96x64', options: { seconds: 0.4 } },
    file: { media_type: 'image/png', width: 96, height: 64 },
    mark: png,
    usage: { image: known(1) },
    cost: usd => usd === 0,
    steps: true,
  },
  {
    provider: 'replicate',
    model: flux,
    ask: { prompt: 'a fox sim:polls=4' },
    file: { media_type: 'image/webp', width: 1, height: 1 },
    mark: /^RIFF....WEBP/s,
    usage: { image: known(1), compute_second: known(expect.any(Number)) },
    cost: usd => usd === 0.003,
    steps: true,
  },
  {
    provider: 'openai',
    model: gptImage,
    ask: { size: '1536x864', quality: 'low' },
    file: { media_type: 'image/png', width: 1536, height: 864 },
    mark: png,
    usage: { image: known(1), output_image: known(expect.any(Number)) },
    cost: usd => usd > 0,
    steps: false,
  },
]

describe.each(cases)('pictures of $provider', ({ provider, model, ask, file, mark, usage, cost, steps }) => {
  const body = { ...ask, model: `${provider}/${model}` }

  async function isWhole(job: SeenJob): Promise<void> {
    expect(job).toMatchObject({ status: 'succeeded', progress: 1, provider, model })
    expect(job.output).toHaveLength(1)
    const [url = ''] = job.output
    expect(url.startsWith(`${world.host.url}/v1/artifacts/art_`)).toBe(true)
    const answer = await fetch(url)
    expect(answer.headers.get('content-type')).toBe(file.media_type)
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(bytes.toString('latin1')).toMatch(mark)
    expect(job.metadata['files']).toEqual([{ url, bytes: bytes.length, ...file }])
    expect(job.result?.images).toMatchObject([{ mediaType: file.media_type, data: { kind: 'url', url } }])
    expect(world.replicate.leaks).toEqual([])
  }

  it('are a job at once, and there at its end', async () => {
    const answer = await world.post(body)
    expect(answer.status).toBe(202)
    const job = (await answer.json()) as SeenJob
    expect(job).toMatchObject({ status: 'queued', output: [] })
    expect(answer.headers.get('location')).toBe(`/v1/images/${job.id}`)
    await isWhole(await world.end(job))
  })

  it('are in the answer where the client would wait', async () => {
    const answer = await world.post(body, { prefer: 'wait=20' })
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([200, 'wait=20'])
    await isWhole((await answer.json()) as SeenJob)
  })

  it('are recorded once, with what they used and cost', async () => {
    const job = await world.run(body)
    expect(job.metadata).toMatchObject({ usage, capability: 'image', account: provider })
    expect(cost(job.metadata['cost_usd'] as number)).toBe(true)
    const call = await world.call(job)
    expect(call).toMatchObject({
      mode: 'job',
      status: 'finished',
      cost_usd: job.metadata['cost_usd'],
      attempts: [{ account: provider, payer: 'operator', status: 'finished', usage }],
    })
    expect(call.attempts).toHaveLength(1)
    if (provider !== 'demo') expect(world.creates()[provider as 'openai']).toBe(1)
  })

  it('come with events of which a reader misses none, also one who was cut off', async () => {
    const job = await world.start(body)
    const whole = world.events(job)
    const cut = new AbortController()
    const answer = await world.ask(job.urls.events, { signal: cut.signal })
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
    const first = eventsIn(Buffer.from((await reader.read()).value ?? []).toString())
    cut.abort()
    await reader.cancel().catch(() => {})
    const last = first.at(-1)?.id ?? 0
    expect(last).toBeGreaterThan(0)
    const rest = await world.events(job, last)
    const all = await whole
    expect([...first, ...rest]).toEqual(all)
    expect(all.map(({ id }) => id)).toEqual(all.map((_, index) => index + 1))
    expect(all.map(({ type }) => type).filter(type => type === 'artifact' || type === 'done')).toEqual([
      'artifact',
      'done',
    ])
    const progress = all.flatMap(({ type, data }) => (type === 'status' ? (data.progress ?? []) : []))
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    if (steps) expect(new Set(progress).size).toBeGreaterThan(1)
    expect(all.at(-1)?.data).toMatchObject(await world.end(job))
  })

  it('are at addresses of the gateway, and no address of the vendor is told', async () => {
    const job = await world.run(body)
    const told = JSON.stringify([await world.events(job, 0), job, await world.call(job)])
    const vendor = [world.replicate.url, world.openai.url].map(url => new URL(url).host)
    for (const host of vendor) expect(told).not.toContain(host)
  })
})

it('several pictures of one job are all kept', async () => {
  const job = await world.run({ model: `replicate/${flux}`, prompt: 'x sim:polls=1', n: 4, format: 'png' })
  expect(job.output).toHaveLength(4)
  for (const url of job.output) expect((await fetch(url)).headers.get('content-type')).toBe('image/png')
  expect(job.metadata['cost_usd']).toBe(0.012)
})

it.each([
  ['one address', 'black-forest-labs/flux-1.1-pro', 'a fox', 'image/webp'],
  ['the bytes themselves', 'black-forest-labs/flux-1.1-pro', 'a fox sim:data-url', 'image/webp'],
  ['a list of addresses, of a model without a card', 'stability-ai/stable-diffusion', 'a fox', 'image/png'],
] as const)('what a vendor gives as %s is a file of the gateway', async (_, model, prompt, type) => {
  const job = await world.run({ model: `replicate/${model}`, prompt: `${prompt} sim:polls=1` })
  expect(job).toMatchObject({ status: 'succeeded', output: [expect.stringContaining(world.host.url)] })
  expect((await fetch(job.output[0] as string)).headers.get('content-type')).toBe(type)
  expect(JSON.stringify(job)).not.toContain('data:')
})

it('pictures of two formats tell by their bytes what they are', async () => {
  for (const format of ['jpeg', 'webp']) {
    const job = await world.run({ model: `openai/${gptImage}`, quality: 'low', n: 2, format })
    const files = job.metadata['files'] as readonly { readonly media_type: string }[]
    expect(files.map(({ media_type }) => media_type)).toEqual([`image/${format}`, `image/${format}`])
  }
})

it('a reader who comes back after the end is told of the end, and then of nothing', async () => {
  const job = await world.run({ model: `replicate/${flux}`, prompt: 'x sim:polls=3' })
  const rest = await world.events(job, 2)
  expect(rest).toMatchObject([{ type: 'done', data: { status: 'succeeded' } }])
  const last = String(rest[0]?.id)
  expect((await world.ask(job.urls.events, { headers: { 'last-event-id': last } })).status).toBe(204)
})
