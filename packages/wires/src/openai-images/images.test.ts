import { type ImageRequest, type JsonObject, knownUsage, type Media } from '@lucid-gateway/core'
import OpenAI, { toFile } from 'openai'
import { describe, expect, test } from 'vitest'
import {
  createStreamReader,
  createStreamWriter,
  type FormPart,
  readAnswer,
  readEdit,
  readForm,
  readRequest,
  relayAnswer,
  writeAnswer,
  writeEdit,
} from './index.ts'

const png: Media = { mediaType: 'image/png', data: { kind: 'base64', base64: 'iVBORw0KGgo=' } }
const event = (data: object, name = '') => ({ event: name, data: JSON.stringify(data), id: '' })

describe('a request', () => {
  test.each([
    [{}, 'prompt'],
    [{ prompt: ' ' }, 'prompt'],
    [{ prompt: 'x', n: 0 }, 'n'],
    [{ prompt: 'x', size: 'large' }, 'size'],
    [{ prompt: 'x', background: 'red' }, 'background'],
    [{ prompt: 'x', output_compression: 101 }, 'output_compression'],
    [{ prompt: 'x', response_format: 'hex' }, 'response_format'],
    [{ prompt: 'x', stream: 'yes' }, 'stream'],
    [{ prompt: 'x', model: 4 }, 'model'],
  ])('%j is refused at the field', (body, param) => {
    expect(() => readRequest(body as JsonObject)).toThrow(
      expect.objectContaining({ code: 'invalid_request', param }) as Error,
    )
  })

  test('a size of auto is no size, and null is absent', () => {
    expect(readRequest({ prompt: 'x', size: 'auto', quality: null }).request).toEqual({ prompt: 'x' })
  })

  test('what the wire alone knows is kept', () => {
    const { request, form } = readRequest({
      prompt: 'x',
      moderation: 'low',
      response_format: 'url',
      user: 'u',
      safety_identifier: 's',
    })
    expect(request).toEqual({
      prompt: 'x',
      user: 'u',
      extra: { 'openai-images': { moderation: 'low', safety_identifier: 's' } },
    })
    expect(form).toBe('url')
  })
})

test('pictures by their addresses are for answers in one piece', () => {
  expect(readRequest({ prompt: 'x', response_format: 'url', stream: true })).toMatchObject({
    form: 'b64_json',
    receipt: [{ action: 'coerced', field: 'response_format' }],
  })
})

describe('an edit', () => {
  test.each([
    [
      {
        images: [
          { image_url: 'data:image/png;base64,aGk=' },
          { image_url: 'https://host.test/a.png' },
          { file_id: 'file-1' },
        ],
      },
    ],
    [{ image: ['data:image/png;base64,aGk=', 'https://host.test/a.png', { file_id: 'file-1' }] }],
  ])('comes as JSON: %j', given => {
    const { request } = readEdit({ prompt: 'x', ...given, mask: { image_url: 'https://host.test/m.png' } })
    expect(request.images?.map(each => each.data)).toEqual([
      { kind: 'base64', base64: 'aGk=' },
      { kind: 'url', url: 'https://host.test/a.png' },
      { kind: 'reference', id: 'file-1' },
    ])
    expect(request.mask?.data).toEqual({ kind: 'url', url: 'https://host.test/m.png' })
  })

  test.each([
    [{ prompt: 'x' }, 'image'],
    [{ prompt: 'x', images: [] }, 'image'],
    [{ prompt: 'x', image: 'file:///etc/passwd' }, 'image'],
    [{ prompt: 'x', images: [{ image_url: 1 }] }, 'images[0].image_url'],
  ])('without a picture is refused: %j', (body, param) => {
    expect(() => readEdit(body)).toThrow(expect.objectContaining({ code: 'invalid_request', param }) as Error)
  })

  test('comes as the form that the official SDK writes', async () => {
    const parts: FormPart[] = []
    const client = new OpenAI({
      apiKey: 'k',
      baseURL: 'http://host.test/v1',
      fetch: async (_, init) => {
        const form = await new Response(init?.body as FormData).formData()
        for (const [name, value] of form) {
          const base64 =
            typeof value === 'string' ? '' : Buffer.from(await value.arrayBuffer()).toString('base64')
          parts.push({
            name,
            value:
              typeof value === 'string' ? value : { mediaType: value.type, data: { kind: 'base64', base64 } },
          })
        }
        return Response.json({ created: 1, data: [{ b64_json: 'iVBORw0KGgo=' }] })
      },
    })
    const file = await toFile(Buffer.from('hi'), 'a.png', { type: 'image/png' })
    await client.images.edit({
      model: 'm',
      prompt: 'x',
      image: [file, file],
      mask: file,
      n: 2,
      output_compression: 50,
      input_fidelity: 'high',
    })
    const hi = { mediaType: 'image/png', data: { kind: 'base64', base64: 'aGk=' } }
    expect(readForm(parts)).toEqual({
      request: {
        prompt: 'x',
        images: [hi, hi],
        mask: hi,
        n: 2,
        compression: 50,
        extra: { 'openai-images': { input_fidelity: 'high' } },
      },
      receipt: [],
      model: 'm',
      stream: false,
      form: 'b64_json',
    })
  })

  test('a file of no type is told by its bytes', () => {
    const media: Media = {
      mediaType: 'application/octet-stream',
      data: { kind: 'base64', base64: '/9j/4AAQ' },
    }
    const { request } = readForm([
      { name: 'prompt', value: 'x' },
      { name: 'image', value: media },
    ])
    expect(request.images?.[0]?.mediaType).toBe('image/jpeg')
  })

  test('one picture goes as image, several as image[], behind the texts; a markup goes as a file again', () => {
    const { request } = readForm([
      { name: 'prompt', value: 'x' },
      { name: 'image', value: png },
      { name: 'markup', value: png },
    ])
    const one = writeEdit(request, { model: 'm' })
    expect(one.files.map(({ name, media }) => [name, media])).toEqual([
      ['image', png],
      ['markup', png],
    ])
    const many = writeEdit({ ...request, images: [png, png] }, { model: 'm', stream: true })
    expect(many.files.map(({ name }) => name)).toEqual(['image[]', 'image[]', 'markup'])
    expect(many.fields).toEqual([
      ['model', 'm'],
      ['prompt', 'x'],
      ['stream', 'true'],
    ])
  })

  test.each([
    [{ name: 'image', value: 'https://host.test/a.png' }, 'image'],
    [{ name: 'cover', value: png }, 'cover'],
    [{ name: 'n', value: 'two' }, 'n'],
  ])('a part that can not be taken is named: %j', (part, param) => {
    const parts = [{ name: 'prompt', value: 'x' }, { name: 'image', value: png }, part]
    expect(() => readForm(parts)).toThrow(
      expect.objectContaining({ code: 'invalid_request', param }) as Error,
    )
  })

  test('a file that another vendor holds goes to another target', () => {
    const held: ImageRequest = {
      prompt: 'x',
      images: [{ mediaType: 'image/*', data: { kind: 'reference', id: 'f' } }],
    }
    expect(() => writeEdit(held, { model: 'm' })).toThrow(
      expect.objectContaining({ code: 'invalid_request', recourse: 'other', param: 'images[0]' }) as Error,
    )
  })
})

describe('an answer', () => {
  const body = {
    created: 5,
    background: 'opaque',
    data: [{ b64_json: '/9j/4AAQ', revised_prompt: 'y' }],
    quality: 'high',
    size: '1024x1536',
    usage: {
      input_tokens: 50,
      input_tokens_details: { image_tokens: 40, text_tokens: 10 },
      output_tokens: 60,
      total_tokens: 110,
    },
  }

  test('without a format is told by its bytes; tokens of pictures are counted apart', () => {
    const { images, usage } = readAnswer(body)
    expect(images).toMatchObject([{ mediaType: 'image/jpeg', width: 1024, height: 1536, revisedPrompt: 'y' }])
    expect(usage.meters).toEqual(
      knownUsage({ image: 1, input: 10, input_image: 40, output_image: 60 }).meters,
    )
  })

  test('that is relayed keeps its bytes, knows its usage, and decodes when asked', () => {
    const bytes = Buffer.from(JSON.stringify(body))
    const answer = relayAnswer(bytes)
    expect(answer.bytes('openai-images')).toBe(bytes)
    expect(answer.usage.meters).toEqual(readAnswer(body).usage.meters)
    expect(answer.result.images).toHaveLength(1)
  })

  test.each([
    ['{"error":{"message":"m","code":429}}', 'rate_limit'],
    ['[]', 'upstream'],
    ['{"data":1}', 'upstream'],
  ])('of status 200 with %s is an error', (text, code) => {
    expect(() => relayAnswer(Buffer.from(text)).result).toThrow(expect.objectContaining({ code }) as Error)
  })

  test('says what it has no place for', () => {
    const source = {
      images: [{ ...png, seed: 4, filtered: true, extra: { other: { a: 1 } } }],
      usage: knownUsage({ image: 1 }),
    }
    const { body: written, receipt } = writeAnswer(source, { created: 1 })
    expect(written).toEqual({ created: 1, data: [{ b64_json: 'iVBORw0KGgo=' }], output_format: 'png' })
    expect(receipt.map(({ field }) => field)).toEqual([
      'images[0].extra["other"]',
      'images[0].seed',
      'images[0].filtered',
    ])
  })
})

describe('a stream', () => {
  const common = {
    b64_json: 'iVBORw0KGgo=',
    created_at: 3,
    size: '1024x1024',
    quality: 'low',
    background: 'auto',
    output_format: 'png',
  }
  const usage = {
    input_tokens: 3,
    input_tokens_details: { image_tokens: 0, text_tokens: 3 },
    output_tokens: 7,
    total_tokens: 10,
  }

  test('shows unfinished pictures, then finished ones, and adds up what each took', () => {
    const reader = createStreamReader()
    const parts = [
      { type: 'image_generation.partial_image', partial_image_index: 0, ...common },
      { type: 'image_generation.completed', usage, ...common },
      { type: 'image_generation.partial_image', partial_image_index: 0, ...common },
      { type: 'image_generation.completed', usage, ...common },
      { type: 'image_generation.novelty' },
    ].flatMap(data => reader.push(event(data, data.type)))
    expect(parts.map(part => ('index' in part ? `${part.type} ${part.index}` : part.type))).toEqual([
      'start',
      ...['image-partial 0', 'image 0', 'usage', 'image-partial 1', 'image 1', 'usage'],
    ])
    expect(parts.at(-1)).toMatchObject({
      usage: { meters: knownUsage({ image: 2, input: 6, output_image: 14 }).meters },
    })
    expect(reader.end()).toEqual([])
  })

  test('that fails says why, and one that breaks off before a picture is no answer', () => {
    const failing = createStreamReader()
    const refusal = { error: { message: 'no', code: 'rate_limit_exceeded' } }
    expect(() => failing.push(event(refusal))).toThrow(
      expect.objectContaining({ code: 'rate_limit' }) as Error,
    )
    expect(() => failing.push(event({ message: 'boom' }, 'error'))).toThrow('boom')
    expect(() => failing.push({ event: '', data: '{', id: '' })).toThrow(
      expect.objectContaining({ reason: 'malformed' }) as Error,
    )
    const cut = createStreamReader()
    cut.push(event({ type: 'image_edit.partial_image', partial_image_index: 0, ...common }))
    expect(() => cut.end()).toThrow(expect.objectContaining({ reason: 'truncated' }) as Error)
  })

  test('is read by the official SDK, the usage with the last picture', async () => {
    const client = new OpenAI({
      apiKey: 'k',
      baseURL: 'http://host.test/v1',
      fetch: () => {
        const writer = createStreamWriter({
          created: 3,
          request: { size: '64x64', quality: 'low', images: [png] },
        })
        const text = [
          writer.write({ type: 'start', created: 4 }),
          writer.write({ type: 'image-partial', index: 0, step: 0, image: png }),
          writer.write({ type: 'image', index: 0, image: png }),
          writer.write({ type: 'image', index: 1, image: { ...png, width: 8, height: 9 } }),
          writer.write({ type: 'usage', usage: knownUsage({ image: 2, input: 3, output_image: 7 }) }),
          writer.end(),
        ]
        return Promise.resolve(
          new Response(text.join(''), { headers: { 'content-type': 'text/event-stream' } }),
        )
      },
    })
    const stream = await client.images.generate({ model: 'm', prompt: 'x', stream: true })
    const events = await Array.fromAsync(stream)
    expect(events.map(({ type, size }) => [type, size])).toEqual([
      ['image_edit.partial_image', '64x64'],
      ['image_edit.completed', '64x64'],
      ['image_edit.completed', '8x9'],
    ])
    expect(events[2]).toMatchObject({
      created_at: 4,
      quality: 'low',
      background: 'auto',
      usage: { total_tokens: 10 },
    })
    expect(events[1]).not.toHaveProperty('usage')
  })
})
