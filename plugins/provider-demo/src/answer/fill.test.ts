import type { JsonObject, JsonValue } from '@lucid-gateway/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ask, textIn } from '../testing/ask.ts'
import { factsOf } from './facts.ts'
import { fill } from './fill.ts'

const object = (properties: JsonObject, required = Object.keys(properties)): JsonObject => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
const text = { type: 'string' }
const integer = { type: 'integer' }
const filled = (schema: object, prompt: string) => fill(schema as JsonObject, factsOf(prompt)).value

describe('a schema is filled with what the text says', () => {
  it.each([
    [
      object({ name: text, age: integer, city: text }),
      'Jane, 54 years old, lives in Paris',
      { name: 'Jane', age: 54, city: 'Paris' },
    ],
    [
      object({ full_name: text, isAdmin: { type: 'boolean' } }),
      'full name: Ada Lovelace, is_admin: no',
      { full_name: 'Ada Lovelace', isAdmin: false },
    ],
    [
      object({ name: text, date: text, participants: { type: 'array', items: text } }),
      'Alice and Bob go to a fair on Friday 2025-03-14.',
      { name: 'Alice', date: '2025-03-14', participants: ['Alice', 'Bob'] },
    ],
    [
      object({ colours: { type: 'array', items: text } }),
      'colours: red, green and blue',
      { colours: ['red', 'green', 'blue'] },
    ],
    [object({ mood: { enum: ['happy', 'sad'] } }), 'I am so sad', { mood: 'sad' }],
    [
      object({ email: { ...text, format: 'email' }, site: { ...text, format: 'uri' } }),
      'Write to a@b.co or see https://b.co/x.',
      { email: 'a@b.co', site: 'https://b.co/x' },
    ],
    [object({ a: { type: 'number' }, b: { type: 'number' } }), 'from 2.5 to -4', { a: 2.5, b: -4 }],
    [object({ item: object({ price: { type: 'number' } }) }), 'The price is 3', { item: { price: 3 } }],
  ])('%j', (schema, prompt, value) => {
    expect(filled(schema, prompt)).toEqual(value)
  })
})

describe('a schema is satisfied whatever the text', () => {
  const tree: JsonObject = {
    $defs: { node: object({ label: text, children: { type: 'array', items: { $ref: '#/$defs/node' } } }) },
    $ref: '#/$defs/node',
  }
  it.each<readonly [string, JsonObject]>([
    [
      'bounds',
      object({
        a: { ...integer, minimum: 7, maximum: 9 },
        b: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
        c: { ...integer, multipleOf: 5, minimum: 6 },
      }),
    ],
    [
      'lengths',
      object({
        a: { ...text, minLength: 40 },
        b: { ...text, maxLength: 3 },
        c: { type: 'array', items: integer, minItems: 2, maxItems: 3 },
      }),
    ],
    [
      'formats',
      object({
        a: { ...text, format: 'date' },
        b: { ...text, format: 'date-time' },
        c: { ...text, format: 'uuid' },
        d: { ...text, format: 'email' },
        e: { ...text, format: 'ipv4' },
      }),
    ],
    [
      'patterns',
      object({
        a: { ...text, pattern: '^[A-Z]{3}$' },
        b: { ...text, pattern: '^\\d{5}$' },
        c: { ...text, pattern: '^[a-z]+-[a-z]+$' },
      }),
    ],
    [
      'variants',
      object({
        a: { anyOf: [{ type: 'null' }, integer] },
        b: { oneOf: [text, integer] },
        c: { type: ['string', 'null'] },
        d: { const: 'x' },
      }),
    ],
    ['recursion', tree],
    [
      'parts',
      { allOf: [object({ a: text }), { type: 'object', properties: { b: integer }, required: ['b'] }] },
    ],
    ['an array at the top', { type: 'array', items: object({ a: integer }) }],
    ['a plain value', { type: 'boolean' }],
  ])('%s', (_, schema) => {
    const checker = z.fromJSONSchema(withoutAdditional(schema) as never)
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.lorem(), fc.constant('Paris, 12 and bob@x.org; true')), prompt => {
        expect(checker.safeParse(filled(schema, prompt)).error).toBeUndefined()
      }),
      { numRuns: 30 },
    )
  })

  /** The checker takes allOf as an intersection, in which neither side may refuse the other's fields. */
  function withoutAdditional(schema: JsonValue): JsonValue {
    if (Array.isArray(schema)) return schema.map(withoutAdditional)
    if (typeof schema !== 'object' || schema === null) return schema
    const entries = Object.entries(schema).filter(([key]) => key !== 'additionalProperties')
    return Object.fromEntries(entries.map(([key, value]) => [key, withoutAdditional(value as JsonValue)]))
  }
})

it('what the text does not say is named in a warning', async () => {
  const schema = object({ name: text, mood: { enum: ['good', 'bad'] } })
  const result = await ask('The name is Bob', { responseFormat: { type: 'json-schema', name: 'x', schema } })
  expect(JSON.parse(textIn(result))).toEqual({ name: 'Bob', mood: 'good' })
  expect(result.warnings).toMatchObject([
    { type: 'note', field: 'responseFormat', message: expect.stringContaining('mood') as string },
  ])
})

it('plain JSON is JSON', async () => {
  expect(JSON.parse(textIn(await ask('Say yes', { responseFormat: { type: 'json' } })))).toEqual({
    answer: 'yes',
  })
})
