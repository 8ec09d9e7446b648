import { type EmbeddingRequest, type EmbeddingResult, type JsonObject, knownUsage } from '@lucid-gateway/core'
import * as fc from 'fast-check'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { type Encoding, readAnswer, readRequest, relayAnswer, writeAnswer, writeRequest } from './index.ts'

const numRuns = process.env.LUCID_LONG === '1' ? 100_000 : 2_000
const seed = Number(process.env.LUCID_SEED ?? 20_260_105)
const timeout = 300_000

const text = fc.string({ minLength: 1, maxLength: 8 })
const tokens = fc.array(fc.nat(100_000), { minLength: 1, maxLength: 5 })
const inputs = fc.oneof(
  fc.array(text, { minLength: 1, maxLength: 3 }),
  fc.array(tokens, { minLength: 1, maxLength: 3 }),
)
const extra = fc.constantFrom(
  {},
  { extra: { 'openai-embeddings': { x_a: 1 } } },
  { extra: { 'other-wire': { x_a: 1 } } },
)
const encoding = fc.constantFrom<Encoding>('float', 'base64')
const tail = fc.constantFrom({}, { dimensions: 8 }, { user: 'u' })
const request: fc.Arbitrary<EmbeddingRequest> = fc
  .tuple(inputs, tail, extra)
  .map(([list, a, b]) => ({ inputs: list, ...a, ...b }))

const vector = fc.array(
  fc.float({ noNaN: true, noDefaultInfinity: true }).filter(value => !Object.is(value, -0)),
  { maxLength: 6 },
)
const result: fc.Arbitrary<EmbeddingResult> = fc
  .tuple(fc.array(vector, { maxLength: 3 }), fc.nat(99))
  .map(([vectors, input]) => ({ model: 'm', vectors, usage: knownUsage({ input }) }))

describe('openai-embeddings', { timeout }, () => {
  test('read(write(request)) is the request minus what the warnings list', () => {
    fc.assert(
      fc.property(request, encoding, (source, format) => {
        const { body, warnings } = writeRequest(source, { model: 'm', encoding: format })
        const { extra: kept, ...rest } = source
        const own = kept?.['openai-embeddings'] ? { extra: kept } : {}
        expect(warnings).toHaveLength(kept?.['other-wire'] ? 1 : 0)
        expect(readRequest(body)).toEqual({
          request: { ...rest, ...own },
          receipt: [],
          model: 'm',
          encoding: format,
        })
      }),
      { numRuns, seed },
    )
  })

  test('read(write(result)) is the result, in either encoding', () => {
    fc.assert(
      fc.property(result, encoding, (source, format) => {
        const { body } = writeAnswer(source, { model: 'm', encoding: format })
        const read = readAnswer(JSON.parse(JSON.stringify(body)))
        expect({ ...read, usage: { meters: read.usage.meters } }).toEqual(source)
      }),
      { numRuns, seed },
    )
  })

  test('a list of tokens is one input; a list of lists is many', () => {
    expect(readRequest({ model: 'm', input: [1, 2] }).request.inputs).toEqual([[1, 2]])
    expect(readRequest({ model: 'm', input: [[1], [2]] }).request.inputs).toEqual([[1], [2]])
    expect(readRequest({ model: 'm', input: 'a' }).request.inputs).toEqual(['a'])
  })

  test.each([
    [{ model: 'm' }, 'input'],
    [{ model: 'm', input: [] }, 'input'],
    [{ model: 'm', input: ['a', 1] }, 'input[1]'],
    [{ model: 'm', input: [[-1]] }, 'input[0]'],
    [{ model: 'm', input: 'a', dimensions: 0 }, 'dimensions'],
    [{ model: 'm', input: 'a', encoding_format: 'hex' }, 'encoding_format'],
    [{ input: 'a' }, 'model'],
  ])('%j is refused at the field', (body, param) => {
    expect(() => readRequest(body as JsonObject)).toThrow(
      expect.objectContaining({ code: 'invalid_request', param }) as Error,
    )
  })

  test('what the wire cannot carry goes to another target, not half of it to this one', () => {
    const picture = {
      type: 'file',
      mediaType: 'image/png',
      data: { kind: 'base64', base64: 'aGk=' },
    } as const
    for (const inputsOf of [[{ content: [picture] }], ['a', [1]]]) {
      expect(() => writeRequest({ inputs: inputsOf }, { model: 'm' })).toThrow(
        expect.objectContaining({ code: 'invalid_request', recourse: 'other' }) as Error,
      )
    }
  })

  test('a relayed answer keeps its bytes, knows its usage, and decodes when asked', () => {
    const bytes = Buffer.from(
      '{"object":"list","data":[{"index":1,"embedding":[2]},{"index":0,"embedding":"AACAPw=="}],"model":"m","usage":{"prompt_tokens":5,"total_tokens":5}}',
    )
    const answer = relayAnswer(bytes)
    expect(answer.bytes('openai-embeddings')).toBe(bytes)
    expect(answer.usage.meters).toEqual({ input: { certainty: 'known', quantity: 5 } })
    expect(answer.result.vectors).toEqual([[1], [2]])
  })

  test.each([
    ['{"error":{"message":"m","code":429}}', 'rate_limit'],
    ['[]', 'upstream'],
    ['{"data":1}', 'upstream'],
  ])('a 200 with %s is an error', (text200, code) => {
    expect(() => relayAnswer(Buffer.from(text200)).result).toThrow(expect.objectContaining({ code }) as Error)
  })

  test('the official SDK, which asks for base64 and decodes it, gets the numbers', async () => {
    const sent: JsonObject[] = []
    const client = new OpenAI({
      apiKey: 'k',
      baseURL: 'http://host.test/v1',
      fetch: (_, init) => {
        sent.push(JSON.parse(String(init?.body)) as JsonObject)
        const read = readRequest(sent[0] as JsonObject)
        const source = { vectors: [[0.5, -2]], usage: knownUsage({ input: 1 }) }
        return Promise.resolve(
          Response.json(writeAnswer(source, { model: read.model, encoding: read.encoding }).body),
        )
      },
    })
    const { data, usage } = await client.embeddings.create({ model: 'm', input: 'a' })
    expect(data.map(each => [...each.embedding])).toEqual([[0.5, -2]])
    expect(usage).toEqual({ prompt_tokens: 1, total_tokens: 1 })
  })
})
