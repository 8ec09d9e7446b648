import {
  type HttpRequest,
  image,
  type ImagePart,
  type ImageRequest,
  type ImageResult,
  type Media,
} from '@lucid-gateway/core'
import { simulatorKey } from '@lucid-gateway/simulators'
import { relayBody } from '@lucid-gateway/wires/json-body'
import OpenAI, { toFile } from 'openai'
import { describe, expect, it } from 'vitest'
import type { TestAttempt } from './test/attempts.ts'
import { openBench } from './test/bench.ts'

const { attempts, plugin, simulator } = await openBench()
const client = new OpenAI({ apiKey: simulatorKey, baseURL: simulator.url, maxRetries: 0, logLevel: 'off' })

const model = 'gpt-image-2'
const base64 = 'iVBORw0KGgo='
const picture: Media = { mediaType: 'image/png', data: { kind: 'base64', base64 }, filename: 'a.png' }
const file = (name = 'a.png') => toFile(Buffer.from(base64, 'base64'), name, { type: 'image/png' })

const usageOf = ({ usage }: { usage?: { input_tokens: number; output_tokens: number } | undefined }) => [
  usage?.input_tokens,
  usage?.output_tokens,
]
const tokensOf = ({ usage: { meters } }: ImageResult) => {
  const known = (...names: readonly string[]) =>
    names.reduce((sum, name) => {
      const reading = meters[name]
      return sum + (reading?.certainty === 'known' ? reading.quantity : 0)
    }, 0)
  return [known('input', 'input_image'), known('output', 'output_image')]
}

describe('pictures from words', () => {
  const cases: readonly (readonly [
    string,
    ImageRequest,
    Omit<OpenAI.ImageGenerateParamsNonStreaming, 'prompt'>,
  ])[] = [
    ['plain', { prompt: 'a hut' }, {}],
    [
      'with everything said',
      {
        prompt: 'a hut sim:revise',
        n: 2,
        size: '1536x864',
        quality: 'low',
        background: 'opaque',
        format: 'webp',
        compression: 60,
        user: 'u',
        extra: { 'openai-images': { moderation: 'low' } },
      },
      {
        n: 2,
        size: '1536x864',
        quality: 'low',
        background: 'opaque',
        output_format: 'webp',
        output_compression: 60,
        safety_identifier: 'u',
        moderation: 'low',
      },
    ],
    ['as a GIF', { prompt: 'a hut', format: 'gif' }, { output_format: 'gif' }],
    ['as a drawing', { prompt: 'a hut', format: 'svg' }, { output_format: 'svg' }],
  ]
  it.each(cases)('are those that the SDK reads: %s', async (_name, request, params) => {
    const theirs = await client.images.generate({ model, prompt: request.prompt, ...params })
    const ours = await plugin.image.generate(request, attempts.next(model))
    expect(simulator.requests[1]?.body).toEqual(simulator.requests[0]?.body)
    expect(ours.images.map(({ data }) => data)).toEqual(
      theirs.data?.map(({ b64_json }) => ({ kind: 'base64', base64: b64_json })),
    )
    expect(ours.images[0]?.mediaType).toMatch(`image/${theirs.output_format}`)
    expect(`${ours.images[0]?.width}x${ours.images[0]?.height}`).toBe(theirs.size)
    expect(ours.images[0]?.revisedPrompt).toBe(theirs.data?.[0]?.revised_prompt)
    expect(ours.created).toBe(theirs.created)
    expect(tokensOf(ours)).toEqual(usageOf(theirs))
  })

  it('come bit by bit, as to the SDK', async () => {
    const asked = { model, prompt: 'a hut', stream: true, partial_images: 2, n: 2 } as const
    const theirs = await Array.fromAsync(await client.images.generate(asked))
    const parts = await Array.fromAsync(
      plugin.image.stream({ prompt: 'a hut', partialImages: 2, n: 2 }, attempts.next(model)),
    )
    expect(simulator.requests[1]?.body).toEqual(simulator.requests[0]?.body)
    expect(parts.flatMap(bytesOf)).toEqual(theirs.map(({ b64_json }) => b64_json))
    const whole = image.collect?.(parts) as ImageResult
    expect(whole.images).toHaveLength(2)
    expect(tokensOf(whole)[1]).toBe(simulator.requests[1]?.usage?.completionTokens)
  })

  it('warn of what the vendor does not take', async () => {
    const attempt = attempts.next(model)
    await plugin.image.generate(
      { prompt: 'a hut', seed: 4, negativePrompt: 'rain', partialImages: 1 },
      attempt,
    )
    expect(attempt.warnings.map(({ type, field }) => [type, field])).toEqual([
      ['dropped', 'negativePrompt'],
      ['dropped', 'seed'],
      ['dropped', 'partialImages'],
    ])
  })
})

describe('edits', () => {
  const cases = [
    ['one picture', { images: [picture] }, async () => ({ image: await file() })],
    [
      'several, and a mask',
      { images: [picture, picture], mask: picture, n: 2, quality: 'high' },
      async () => ({
        image: [await file(), await file()],
        mask: await file(),
        n: 2,
        quality: 'high' as const,
      }),
    ],
  ] as const
  it.each(cases)('send the form that the SDK sends: %s', async (_name, request, params) => {
    const theirs = await client.images.edit({ model, prompt: 'a hut', ...(await params()) })
    const ours = await plugin.image.generate({ prompt: 'a hut', ...request }, attempts.next(model))
    const [first, second] = simulator.requests.map(({ body }) => byName(body))
    expect(second).toEqual(first)
    expect(tokensOf(ours)).toEqual(usageOf(theirs))
    expect(ours.images.map(({ data }) => data)).toEqual(
      theirs.data?.map(({ b64_json }) => ({ kind: 'base64', base64: b64_json })),
    )
  })

  it('come bit by bit, too', async () => {
    const parts = await Array.fromAsync(
      plugin.image.stream({ prompt: 'a hut', images: [picture], partialImages: 1 }, attempts.next(model)),
    )
    expect(parts.map(({ type }) => type)).toEqual(['start', 'image-partial', 'image', 'usage'])
    expect(simulator.requests[0]?.body).toMatchObject({ stream: true, partial_images: 1 })
  })

  const named: Media = { mediaType: 'image/*', data: { kind: 'url', url: 'https://pictures.test/a' } }

  it('fetch a picture that is named by its URL as what a caller named, and send its bytes', async () => {
    const asked: HttpRequest[] = []
    const attempt = serving(asked, 200, Buffer.from(base64, 'base64'))
    await plugin.image.generate({ prompt: 'a hut', images: [named] }, attempt)
    expect(asked).toMatchObject([{ url: 'https://pictures.test/a', trust: 'caller' }])
    expect(simulator.requests[0]?.body).toMatchObject({
      files: [{ name: 'image', type: 'image/png', base64 }],
    })
  })

  it('are refused where it can not be read', async () => {
    const attempt = serving([], 404, Buffer.from('gone'))
    await expect(
      plugin.image.generate({ prompt: 'a hut', images: [picture, named] }, attempt),
    ).rejects.toMatchObject({ code: 'invalid_request', param: 'images[1]', reason: 'unreadable_media' })
    expect(simulator.requests).toHaveLength(0)
  })

  function serving(asked: HttpRequest[], status: number, bytes: Uint8Array): TestAttempt {
    const attempt = attempts.next(model)
    const send: typeof attempt.http.send = request => {
      if (request.trust !== 'caller') return attempt.http.send(request)
      asked.push(request)
      return Promise.resolve({
        status,
        headers: { 'content-type': 'application/octet-stream' },
        body: (async function* () {
          yield bytes
        })(),
        bytes: () => Promise.resolve(bytes),
        text: () => Promise.resolve(''),
      })
    }
    const { http } = attempt
    return { ...attempt, http: { ...http, json: request => http.json(request), send } }
  }
})

describe('a body of the wire', () => {
  const relayed = (body: object) => {
    const bytes = Buffer.from(JSON.stringify(body))
    return relayBody(bytes, body as never)
  }

  it('passes with the model alone changed, and without a form of answer that the vendor has no more', async () => {
    const body = relayed({ model: 'x', response_format: 'b64_json', prompt: 'a hut', size: '64x64' })
    const answer = await plugin.image.relay.send(body, attempts.next(model))
    expect(simulator.requests[0]?.body).toEqual({ model, prompt: 'a hut', size: '64x64' })
    if (answer.kind !== 'answer') throw new Error('It comes in one piece.')
    expect(answer.usage.meters['image']).toEqual({ certainty: 'known', quantity: 1 })
    expect(answer.bytes('openai-images')).toBeDefined()
    expect(answer.result.images[0]).toMatchObject({ width: 64, height: 64 })
  })

  it.each([
    [{ prompt: 'x' }, true],
    [{ prompt: 'x', stream: true }, false],
    [{ prompt: 'x', response_format: 'url' }, false],
    [{ prompt: 'x', style: 'vivid' }, false],
  ])('%j is taken as it is: %s', (body, taken) => {
    const asked = {
      ...relayed(body),
      stream: 'stream' in body,
      field: (name: string) => (body as never)[name],
    }
    expect(plugin.image.relay.takes?.(asked as never, model)).toBe(taken)
  })
})

describe('failures', () => {
  it('of content are the content filter, and not billed', async () => {
    for (const ask of [
      () => plugin.image.generate({ prompt: 'x sim:error=moderation_blocked' }, attempts.next(model)),
      () =>
        Array.fromAsync(
          plugin.image.stream({ prompt: 'x sim:error=moderation_blocked' }, attempts.next(model)),
        ),
    ]) {
      await expect(ask()).rejects.toMatchObject({
        code: 'content_filter',
        origin: 'caller',
        billed: 'no',
        status: 400,
      })
    }
  })

  it('of a retired model say that it is gone', async () => {
    await expect(plugin.image.generate({ prompt: 'x' }, attempts.next('dall-e-3'))).rejects.toMatchObject({
      code: 'not_found',
      reason: 'unknown_model',
      message: expect.stringContaining('deprecated'),
    })
  })

  it('in the middle of a stream end it', async () => {
    simulator.script({ fault: { kind: 'end', after: 1 } }, { fault: { kind: 'error-event', after: 1 } })
    const asked = { prompt: 'x', partialImages: 2 }
    await expect(Array.fromAsync(plugin.image.stream(asked, attempts.next(model)))).rejects.toMatchObject({
      reason: 'truncated',
    })
    await expect(Array.fromAsync(plugin.image.stream(asked, attempts.next(model)))).rejects.toMatchObject({
      code: 'upstream',
    })
  })
})

function bytesOf(part: ImagePart): readonly string[] {
  if (part.type !== 'image' && part.type !== 'image-partial') return []
  return part.image.data.kind === 'base64' ? [part.image.data.base64] : []
}

/** A form is the same whatever the order of its parts; of one name they stay in order. */
function byName(body: unknown): object {
  const { files, ...fields } = body as { readonly files: readonly { readonly name: string }[] }
  return { fields, files: files.toSorted((a, b) => a.name.localeCompare(b.name)) }
}
