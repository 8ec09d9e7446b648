import {
  type JsonObject,
  knownUsage,
  type ModerationRequest,
  type ModerationResult,
} from '@lucid-gateway/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAnswer, readRequest, writeAnswer, writeRequest } from './index.ts'

const numRuns = process.env.LUCID_LONG === '1' ? 100_000 : 2_000
const seed = Number(process.env.LUCID_SEED ?? 20_260_106)
const timeout = 300_000

const text = fc.string({ maxLength: 8 })
const part = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text }),
  fc.constant({ type: 'file', mediaType: 'image/png', data: { kind: 'base64', base64: 'aGk=' } } as const),
  fc.constant({
    type: 'file',
    mediaType: 'image/*',
    data: { kind: 'url', url: 'https://example.test/a' },
  } as const),
)
const request: fc.Arbitrary<ModerationRequest> = fc.oneof(
  fc.array(text, { minLength: 1, maxLength: 3 }).map(inputs => ({ inputs })),
  fc.array(part, { minLength: 1, maxLength: 3 }).map(content => ({ inputs: [{ content }] })),
)
const category = fc.oneof(
  fc.record({ flagged: fc.boolean() }),
  fc.record({
    flagged: fc.boolean(),
    score: fc.constantFrom(0, 0.25, 1),
    appliesTo: fc.constantFrom(['text'], ['text', 'image']),
  }),
)
const result: fc.Arbitrary<ModerationResult> = fc
  .array(
    fc.record({
      flagged: fc.boolean(),
      categories: fc.dictionary(fc.constantFrom('hate', 'violence/graphic', 'toString'), category),
    }),
    { maxLength: 3 },
  )
  .map(verdicts => ({ id: 'modr-1', model: 'm', verdicts, usage: knownUsage({ request: 1 }) }))

describe('openai-moderations', { timeout }, () => {
  test('read(write(request)) is the request', () => {
    fc.assert(
      fc.property(request, source => {
        const { body, warnings } = writeRequest(source, { model: 'm' })
        expect(warnings).toEqual([])
        expect(readRequest(JSON.parse(JSON.stringify(body)) as JsonObject)).toEqual({
          request: source,
          receipt: [],
          model: 'm',
        })
      }),
      { numRuns, seed },
    )
  })

  test('read(write(result)) is the result', () => {
    fc.assert(
      fc.property(result, source => {
        const { body } = writeAnswer(source, { id: 'modr-1', model: 'm' })
        expect(readAnswer(JSON.parse(JSON.stringify(body)))).toEqual(source)
      }),
      { numRuns, seed },
    )
  })

  test('unknown fields of the answer and of each verdict come back where they stood', () => {
    const body = {
      id: 'modr-1',
      model: 'm',
      x_top: 1,
      results: [
        {
          flagged: true,
          categories: { hate: true },
          category_scores: { hate: 1 },
          category_applied_input_types: {},
          x_in: 2,
        },
      ],
    }
    expect(writeAnswer(readAnswer(body), { id: 'modr-1', model: 'm' }).body).toEqual(body)
  })

  test.each([
    [{}, 'input'],
    [{ input: [] }, 'input'],
    [{ input: ['a', {}] }, 'input[1]'],
    [{ input: [{ type: 'audio' }] }, 'input[0].type'],
    [{ input: [{ type: 'image_url', image_url: {} }] }, 'input[0].image_url.url'],
  ])('%j is refused at the field', (body, param) => {
    expect(() => readRequest(body as JsonObject)).toThrow(
      expect.objectContaining({ code: 'invalid_request', param }) as Error,
    )
  })

  test('several inputs with pictures do not fit one request', () => {
    const mixed = { content: [{ type: 'text', text: 'a' }] } as const
    expect(() => writeRequest({ inputs: [mixed, mixed] }, {})).toThrow(
      expect.objectContaining({ recourse: 'other' }) as Error,
    )
  })

  test('an error in an answer of status 200 is thrown, and so is nonsense', () => {
    expect(() => readAnswer({ error: { message: 'm', code: 'rate_limit_exceeded' } })).toThrow(
      expect.objectContaining({ code: 'rate_limit' }) as Error,
    )
    expect(() => readAnswer({})).toThrow(expect.objectContaining({ reason: 'malformed' }) as Error)
  })
})
