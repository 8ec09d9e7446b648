import { image, type ImageRequest, type Media } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { openBench, schnell } from '../test/bench.ts'

const { attempts, plugin, simulator } = await openBench()

const stable = 'stability-ai/stable-diffusion'
const inpainter = 'acme/inpainter'
const dev = 'black-forest-labs/flux-dev'
const pro = 'black-forest-labs/flux-1.1-pro'

/** What the vendor was asked, and what the caller is told of. */
async function asked(request: ImageRequest, model = schnell) {
  const attempt = attempts.next(model)
  await plugin.image.job.start(request, attempt)
  const [last] = simulator.requests.slice(-1)
  const { input = {} } = { ...(last?.body as { readonly input?: Readonly<Record<string, unknown>> }) }
  return { input, told: attempt.warnings.map(({ field, type }) => `${type} ${field}`) }
}

const base64 = (bytes: number): Media => ({
  mediaType: 'image/png',
  data: { kind: 'base64', base64: Buffer.alloc(bytes, 1).toString('base64') },
})
const address: Media = { mediaType: 'image/png', data: { kind: 'url', url: 'https://example.com/a.png' } }

it('more pictures are asked for in the options than limits and budgets know of', async () => {
  const many = await asked({ prompt: 'x', options: { num_outputs: 4, go_fast: true } })
  expect(many.input).toEqual({ prompt: 'x', go_fast: true })
  expect(many.told).toEqual(['dropped options.num_outputs'])
  const more = await asked({ prompt: 'x', n: 2, options: { num_outputs: '4' } })
  expect(more.input).toEqual({ prompt: 'x', num_outputs: 2 })
  expect((await asked({ prompt: 'x', n: 4, options: { num_outputs: 4 } })).told).toEqual([])
})

describe('a request', () => {
  const cases: readonly (readonly [name: string, model: string, request: ImageRequest, input: object])[] = [
    ['of words alone', schnell, { prompt: 'a fox' }, { prompt: 'a fox' }],
    [
      'with all that a model takes',
      schnell,
      { prompt: 'x', n: 2, seed: 7, steps: 4, aspectRatio: '16:9', format: 'jpeg', compression: 90 },
      {
        prompt: 'x',
        num_outputs: 2,
        seed: 7,
        num_inference_steps: 4,
        aspect_ratio: '16:9',
        output_format: 'jpg',
        output_quality: 90,
      },
    ],
    [
      'in the words of a model of the community',
      stable,
      { prompt: 'x', size: '512x768', negativePrompt: 'blue', guidance: 7, steps: 30, n: 2 },
      {
        prompt: 'x',
        width: 512,
        height: 768,
        negative_prompt: 'blue',
        guidance_scale: 7,
        num_inference_steps: 30,
        num_outputs: 2,
      },
    ],
    [
      'in other words still',
      inpainter,
      { prompt: 'x', images: [address], strength: 0.5, guidance: 3, steps: 9, n: 2, format: 'jpeg' },
      {
        prompt: 'x',
        image: 'https://example.com/a.png',
        strength: 0.5,
        cfg_scale: 3,
        steps: 9,
        num_images: 2,
        image_format: 'jpeg',
      },
    ],
    [
      'with an exact size, where that is a shape of its own',
      pro,
      { prompt: 'x', size: '1024x768', n: 1 },
      { prompt: 'x', width: 1024, height: 768, aspect_ratio: 'custom' },
    ],
    [
      'with a picture to start from',
      dev,
      { prompt: 'x', images: [address], strength: 0.8 },
      { prompt: 'x', image: 'https://example.com/a.png', prompt_strength: 0.8 },
    ],
    [
      'with fields of the model’s own, which have the last word',
      schnell,
      { prompt: 'x', seed: 1, options: { go_fast: false, seed: 2 } },
      { prompt: 'x', go_fast: false, seed: 2 },
    ],
    [
      'with what is to be decided by the model',
      schnell,
      { prompt: 'x', quality: 'auto', background: 'auto' },
      { prompt: 'x' },
    ],
  ]
  it.each(cases)('%s', async (_name, model, request, input) => {
    const checked = await image.request['~standard'].validate(request)
    expect(checked.issues).toBeUndefined()
    expect(await asked(request, model)).toEqual({ input, told: [] })
  })

  it('is warned of what the model has no field for', async () => {
    const request: ImageRequest = {
      prompt: 'x',
      negativePrompt: 'y',
      guidance: 2,
      style: 'vivid',
      mask: address,
      partialImages: 2,
      user: 'u',
      metadata: { a: 'b' },
    }
    expect(await asked(request)).toEqual({
      input: { prompt: 'x' },
      told: ['negativePrompt', 'style', 'guidance', 'mask', 'partialImages', 'user', 'metadata'].map(
        field => `dropped ${field}`,
      ),
    })
  })

  it('is refused pictures that the model has no field for, before anything is paid for', async () => {
    await expect(asked({ prompt: 'x', images: [address] })).rejects.toMatchObject({
      code: 'invalid_request',
      param: 'images',
      recourse: 'other',
    })
  })

  it('of several pictures for one, of a size for a shape, and of a mask, is told of each', async () => {
    expect(await asked({ prompt: 'x', images: [address, address] }, dev)).toMatchObject({
      told: ['dropped images[1]'],
    })
    expect(await asked({ prompt: 'x', size: '1536x1024' })).toEqual({
      input: { prompt: 'x', aspect_ratio: '3:2' },
      told: ['coerced size'],
    })
    expect(await asked({ prompt: 'x', size: '1536x1024', aspectRatio: '1:1' })).toEqual({
      input: { prompt: 'x', aspect_ratio: '1:1' },
      told: ['dropped size'],
    })
    expect(await asked({ prompt: 'x', images: [address], mask: address }, inpainter)).toMatchObject({
      input: { mask: 'https://example.com/a.png' },
      told: ['note mask'],
    })
  })

  it('to a version of which nothing is known is its words and its options', async () => {
    const version = 'ac732df83cea7fff18b8472768c88ad041fa750ff7682a21affe81863cbe77e4'
    expect(await asked({ prompt: 'x', seed: 1, options: { width: 512 } }, version)).toEqual({
      input: { prompt: 'x', width: 512 },
      told: ['dropped seed'],
    })
  })
})

it('to a deployment is in the words of the model that is deployed', async () => {
  const request: ImageRequest = { prompt: 'x', n: 2, negativePrompt: 'y' }
  expect(await asked(request, 'deployments/acme/my-flux')).toEqual({
    input: { prompt: 'x', num_outputs: 2 },
    told: ['dropped negativePrompt'],
  })
})

describe('bytes', () => {
  it('go along where they are few', async () => {
    const { input } = await asked({ prompt: 'x', images: [base64(3)] }, dev)
    expect(input['image']).toBe('data:image/png;base64,AQEB')
    expect(simulator.requests).toHaveLength(1)
  })

  it('are uploaded where they are many, and are found there', async () => {
    const { input } = await asked({ prompt: 'x', images: [base64(300_000)] }, dev)
    const [upload] = simulator.requests
    expect(upload?.path).toBe('/v1/files')
    expect(Buffer.from(upload?.raw ?? []).includes('Content-Type: image/png')).toBe(true)
    const answer = await attempts.next(dev).http.json<{ readonly size: number }>({
      url: String(input['image']),
      headers: { authorization: `Bearer ${attempts.next(dev).credentials.apiKey}` },
    })
    expect(answer.value.size).toBe(300_000)
  })

  it('that can not be uploaded end in an error, before anything is started', async () => {
    simulator.script({ on: 'files', error: 'server_error' })
    const request = { prompt: 'x', images: [base64(300_000)] }
    await expect(plugin.image.job.start(request, attempts.next(dev))).rejects.toMatchObject({
      code: 'upstream',
    })
    expect(simulator.requests).toHaveLength(1)
  })

  it('never bring the token into what a model is asked', async () => {
    for (const bytes of [3, 300_000]) {
      const { input } = await asked({ prompt: 'x', images: [base64(bytes)] }, dev)
      expect(JSON.stringify(input)).not.toContain(attempts.next(dev).credentials.apiKey)
    }
  })

  it('that the vendor holds already are named by their address there', async () => {
    const held: Media = { mediaType: 'image/png', data: { kind: 'reference', id: 'file-1' } }
    const { input } = await asked({ prompt: 'x', images: [held] }, dev)
    expect(input['image']).toBe(`${simulator.url}/files/file-1`)
  })
})
