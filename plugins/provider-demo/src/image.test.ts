import { image, type ImagePart, type ImageResult } from '@lucid-gateway/core'
import { fakeHost } from '@lucid-gateway/testkit'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { streamImages } from './image.ts'
import plugin from './index.ts'
import { checked } from './testing/ask.ts'
import { attemptOn } from './testing/attempt.ts'
import { type ReadPng, readPng } from './testing/read-png.ts'

const host = await fakeHost({ plugins: [plugin] })
afterAll(() => host.close())

const partsOf = async (request: object): Promise<readonly ImagePart[]> =>
  Array.fromAsync(streamImages(await checked(image, request), attemptOn('image')))
const made = async (request: object) => image.collect?.(await partsOf(request)) as ImageResult
const pngOf = (media: { readonly data: { readonly kind: string } }): ReadPng =>
  readPng(Buffer.from((media.data as unknown as { base64: string }).base64, 'base64'))
const small = { size: '96x64' }

it('a picture is a PNG of the size asked for, with its prompt in it', async () => {
  const result = await made({ prompt: 'a red fox', ...small })
  expect(result).toMatchObject({
    model: 'image',
    metadata: { demo: true },
    usage: { meters: { image: { quantity: 1 } } },
  })
  const [picture] = result.images
  expect(picture).toMatchObject({ mediaType: 'image/png', width: 96, height: 64, seed: 0 })
  expect(pngOf(picture as never)).toMatchObject({
    width: 96,
    height: 64,
    texts: { Description: 'a red fox' },
  })
})

it('the same prompt and seed make the same picture, and others make others', async () => {
  const files = await Promise.all(
    [{ seed: 1 }, { seed: 1 }, { seed: 2 }, { prompt: 'rain' }].map(each =>
      made({ prompt: 'sun', ...small, ...each }),
    ),
  )
  const [first, again, other, third] = files.map(result =>
    pngOf(result.images[0] as never).rgb.toString('base64'),
  )
  expect(again).toBe(first)
  expect(new Set([first, other, third]).size).toBe(3)
})

it('several pictures have seeds one after another, each of which makes it again', async () => {
  const { images, usage } = await made({ prompt: 'sea', n: 3, seed: 5, ...small })
  expect(images.map(each => each.seed)).toEqual([5, 6, 7])
  expect(usage.meters.image).toEqual({ certainty: 'known', quantity: 3 })
  expect((await made({ prompt: 'sea', seed: 6, ...small })).images[0]).toEqual(images[1])
})

it('the words decide on the light: night is darker than snow', async () => {
  const light = async (prompt: string) => {
    const { rgb } = pngOf((await made({ prompt, ...small })).images[0] as never)
    return rgb.reduce((sum, value) => sum + value, 0) / rgb.length
  }
  expect(await light('a starry night')).toBeLessThan((await light('snow in winter')) - 60)
})

it('the prompt is written into the picture', async () => {
  const white = async (prompt: string) => {
    const { rgb, width, height } = pngOf((await made({ prompt, size: '256x256' })).images[0] as never)
    let bright = 0
    for (let y = height - 28; y < height - 8; y += 1) {
      for (let x = 8; x < width - 8; x += 1) {
        const at = (y * width + x) * 3
        if ((rgb[at] as number) > 235 && (rgb[at + 1] as number) > 235 && (rgb[at + 2] as number) > 235)
          bright += 1
      }
    }
    return bright
  }
  expect(await white('night HHHHHHHHHHHHHHHH')).toBeGreaterThan((await white('night')) + 100)
})

it('a shape is kept without an exact size', async () => {
  const [picture] = (await made({ prompt: 'x', aspectRatio: '2:1' })).images
  expect((picture?.width ?? 0) / (picture?.height ?? 1)).toBeCloseTo(2, 1)
})

it('a shape that is too long is made less so, and told', async () => {
  const attempt = attemptOn('image')
  const stream = streamImages(await checked(image, { prompt: 'x', aspectRatio: '10:1' }), attempt)
  const result = image.collect?.(await Array.fromAsync(stream))
  expect(result?.images).toMatchObject([{ width: 1024, height: 256 }])
  expect(attempt.warnings).toMatchObject([{ type: 'coerced', field: 'aspectRatio' }])
})

it.each(['32x512', '4096x512', '2048x2048'])('the size %s is refused', async size => {
  await expect(host.run(image, { prompt: 'x', size: size as '1x1' })).rejects.toMatchObject({
    code: 'invalid_request',
    param: 'size',
    reason: 'unsupported_option',
    details: { nearest: expect.stringMatching(/^\d+x\d+$/) },
  })
})

it('unfinished pictures come first and are smaller', async () => {
  const parts = await partsOf({ prompt: 'sea', size: '256x128', partialImages: 2 })
  const shown = parts.flatMap(part =>
    part.type === 'image' || part.type === 'image-partial' ? [[part.type, pngOf(part.image).width]] : [],
  )
  expect(shown).toEqual([
    ['image-partial', 32],
    ['image-partial', 64],
    ['image', 256],
  ])
})

it('what is not taken is named', async () => {
  const request = { prompt: 'x', size: '96x64', quality: 'high', background: 'auto', steps: 4 } as const
  const { warnings } = await host.run(image, { ...request, options: { x: 1 } })
  expect(warnings?.map(each => [each.type, each.field])).toEqual([
    ['dropped', 'quality'],
    ['dropped', 'steps'],
    ['dropped', 'options'],
  ])
  await expect(host.run(image, { ...request, format: 'webp' })).rejects.toMatchObject({
    param: 'format',
    details: { allowed: ['png'], nearest: 'png' },
  })
})

describe('demo/image-slow', () => {
  afterEach(() => void vi.useRealTimers())

  it('streams as slowly as a vendor', async () => {
    const request = await checked(image, { prompt: 'x', ...small, partialImages: 1 })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const parts = streamImages(request, attemptOn('image-slow'))
    const types: (string | undefined)[] = []
    const next = () => parts.next().then(({ value }) => types.push((value as ImagePart | undefined)?.type))
    await next()
    for (const type of ['image-partial', 'image']) {
      const coming = next()
      await vi.advanceTimersByTimeAsync(1999)
      expect(types).not.toContain(type)
      await vi.advanceTimersByTimeAsync(1)
      await coming
      expect(types.at(-1)).toBe(type)
    }
  })

  it('fails where it is asked to', async () => {
    const request = { prompt: 'x', ...small, options: { seconds: 0, fails: true } } as const
    await expect(host.run(image, request as never, { target: 'demo/image-slow' })).rejects.toMatchObject({
      reason: 'asked_to_fail',
    })
  })
})

it('an abort ends it between two pictures', async () => {
  const controller = new AbortController()
  const reason = new Error('gone')
  const seen: string[] = []
  const run = async () => {
    for await (const part of streamImages(
      await checked(image, { prompt: 'x', n: 3, ...small }),
      attemptOn('image', controller.signal),
    )) {
      seen.push(part.type)
      if (part.type === 'image') controller.abort(reason)
    }
  }
  await expect(run()).rejects.toThrow()
  expect(seen.filter(type => type === 'image')).toHaveLength(1)
})
