import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type OpenAISimulator, simulatorKey, startOpenAISimulator } from '../../index.ts'

let simulator: OpenAISimulator
beforeAll(async () => {
  simulator = await startOpenAISimulator()
})
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

const authorization = `Bearer ${simulatorKey}`

function generate(body: object): Promise<Response> {
  return fetch(`${simulator.url}/images/generations`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-image-2', prompt: 'a hut', ...body }),
  })
}

type Part = readonly [name: string, value: string | Blob]
const png = new Blob([Uint8Array.of(1, 13, 10, 45, 45)], { type: 'image/png' })

function edit(...parts: readonly Part[]): Promise<Response> {
  const form = new FormData()
  for (const [name, value] of [['model', 'gpt-image-2.5-flare'], ['prompt', 'a hut'], ...parts] as const) {
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, value, 'a.png')
  }
  return fetch(`${simulator.url}/images/edits`, { method: 'POST', headers: { authorization }, body: form })
}

async function refusal(answer: Promise<Response>): Promise<object> {
  const response = await answer
  const { error } = (await response.json()) as { error: { param: string | null; code: string | null } }
  return { status: response.status, param: error.param, code: error.code }
}

interface Pictures {
  readonly data: readonly { readonly b64_json: string }[]
  readonly size: string
  readonly usage: { readonly total_tokens: number }
}

describe('generations', () => {
  it.each([
    [{ response_format: 'url' }, 'response_format', 'unknown_parameter'],
    [{ style: 'vivid' }, 'style', 'unknown_parameter'],
    [{ n: 11 }, 'n', 'integer_above_max_value'],
    [{ prompt: 'x'.repeat(32_001) }, 'prompt', 'string_above_max_length'],
    [{ size: '1000x1000' }, 'size', 'invalid_value'],
    [{ size: '4096x1024' }, 'size', 'invalid_value'],
    [{ size: '512x512', model: 'gpt-image-1.5' }, 'size', 'invalid_value'],
    [{ quality: 'max' }, 'quality', 'invalid_value'],
    [{ quality: 'hd' }, 'quality', 'invalid_value'],
    [{ background: 'transparent', output_format: 'jpeg' }, 'background', null],
    [{ output_compression: 50 }, 'output_compression', null],
    [{ partial_images: 2 }, 'partial_images', null],
    [{ output_format: 'gif', stream: true }, 'stream', null],
    [{ input_fidelity: 'high' }, 'input_fidelity', 'unknown_parameter'],
  ])('with %j are refused', async (body, param, code) => {
    expect(await refusal(generate(body))).toEqual({ status: 400, param, code })
  })

  it('by models that are gone, or that make no pictures', async () => {
    expect(await refusal(generate({ model: 'dall-e-3' }))).toEqual({
      status: 404,
      param: null,
      code: 'model_not_found',
    })
    expect(await refusal(generate({ model: 'gpt-4o' }))).toMatchObject({ status: 404 })
    expect(await refusal(generate({ prompt: 'x sim:error=moderation_blocked' }))).toMatchObject({
      code: 'moderation_blocked',
    })
  })

  it('are real pictures of the size', async () => {
    const { data, size, usage } = (await (
      await generate({ n: 2, size: '1536x864', quality: 'low' })
    ).json()) as Pictures
    expect(size).toBe('1536x864')
    const bytes = Buffer.from(data[1]?.b64_json ?? '', 'base64')
    expect(bytes.toString('latin1', 1, 4)).toBe('PNG')
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1536, 864])
    expect(usage.total_tokens).toBeGreaterThan(600)
  })

  it('stream unfinished pictures before each finished one', async () => {
    const text = await (await generate({ stream: true, partial_images: 2, n: 2 })).text()
    expect([...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name)).toEqual(
      ['partial_image', 'partial_image', 'completed', 'partial_image', 'partial_image', 'completed'].map(
        name => `image_generation.${name}`,
      ),
    )
  })
})

describe('edits', () => {
  it('take one file as image, several as image[]', async () => {
    expect((await edit(['image', png])).status).toBe(200)
    expect((await edit(['n', '2'], ['image[]', png], ['image[]', png], ['mask', png])).status).toBe(200)
    expect(simulator.requests[1]?.body).toMatchObject({
      n: 2,
      files: [
        { name: 'image[]', type: 'image/png', base64: 'AQ0KLS0=' },
        { name: 'image[]' },
        { name: 'mask' },
      ],
    })
  })

  const refused: readonly (readonly [string, readonly Part[], string, string | null])[] = [
    ['no picture', [], 'image', 'missing_required_parameter'],
    [
      'two pictures as image',
      [
        ['image', png],
        ['image', png],
      ],
      'image',
      'duplicate_parameter',
    ],
    [
      'another file',
      [
        ['image', png],
        ['cover', png],
      ],
      'cover',
      'unknown_parameter',
    ],
    ['a text', [['image', new Blob(['x'], { type: 'text/plain' })]], 'image', 'unsupported_file_mimetype'],
    [
      'moderation',
      [
        ['image', png],
        ['moderation', 'low'],
      ],
      'moderation',
      'unknown_parameter',
    ],
    [
      'mask and markup',
      [
        ['image', png],
        ['mask', png],
        ['markup', png],
      ],
      'markup',
      null,
    ],
    [
      'fidelity',
      [
        ['image', png],
        ['input_fidelity', 'high'],
      ],
      'input_fidelity',
      'unsupported_parameter',
    ],
    [
      'svg',
      [
        ['image', png],
        ['output_format', 'svg'],
      ],
      'output_format',
      'invalid_value',
    ],
  ]
  it.each(refused)('with %s are refused', async (_name, parts, param, code) => {
    expect(await refusal(edit(...parts))).toEqual({ status: 400, param, code })
  })

  it('that are no form are refused', async () => {
    const answer = fetch(`${simulator.url}/images/edits`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(await refusal(answer)).toMatchObject({ status: 400 })
  })
})
