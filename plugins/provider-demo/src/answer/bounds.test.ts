import type { Attempt, ChatRequest, JsonObject } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { fill } from './fill.ts'
import { factsOf } from './facts.ts'
import { replyTo } from './reply.ts'
import { embed } from '../embedding.ts'
import { rankDocuments } from '../rerank.ts'

const say = (text: string): ChatRequest => ({
  messages: [{ role: 'user', content: [{ type: 'text', text }] }],
})
const attempt = (model: string) => ({ model, warn: () => {} }) as unknown as Attempt<unknown>

function quickly<T>(work: () => T): T {
  const from = performance.now()
  const made = work()
  expect(performance.now() - from).toBeLessThan(1500)
  return made
}

describe('a caller who asks too much of the demo', () => {
  it.each([
    ['a text of a thousand million characters', { type: 'string', minLength: 1e9 }],
    ['a list of a thousand million values', { type: 'array', items: { type: 'string' }, minItems: 1e9 }],
    [
      'lists of lists of lists',
      Array.from({ length: 8 }).reduce<JsonObject>(items => ({ type: 'array', items, minItems: 10 }), {
        type: 'string',
      }),
    ],
    ['a value that holds itself', { type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] }],
    ['a schema made of itself', { allOf: [{ $ref: '#' }] }],
  ])('is refused %s, soon', (_what, schema) => {
    const filled = () => fill(schema as JsonObject, factsOf('hi'))
    expect(() => quickly(filled)).toThrow(
      expect.objectContaining({ code: 'invalid_request', reason: 'schema_too_large' }),
    )
  })

  it.each([' '.repeat(100_000) + 'x', '\n'.repeat(100_000), '1'.repeat(100_000), 'a b '.repeat(50_000)])(
    'is answered soon, however long the message',
    text => {
      expect(quickly(() => replyTo(say(text))).warnings).toMatchObject([{ type: 'note', field: 'messages' }])
    },
  )

  it('has a word of any length embedded soon', async () => {
    const { vectors } = await quickly(() => embed({ inputs: ['a'.repeat(100_000)] }, attempt('embedding')))
    expect(vectors).toHaveLength(1)
  })

  it('is refused too many inputs or documents at a time', async () => {
    const many = Array.from({ length: 300_000 }, () => 'a')
    await expect(embed({ inputs: many }, attempt('embedding'))).rejects.toMatchObject({
      param: 'inputs',
      reason: 'too_many',
    })
    await expect(rankDocuments({ query: 'a', documents: many }, attempt('rerank'))).rejects.toMatchObject({
      param: 'documents',
    })
  })
})
