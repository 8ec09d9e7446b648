import { describe, expect, it } from 'vitest'
import { schemaWithout, strictSchema } from './json-schema.ts'

describe('strictSchema', () => {
  it('closes each object, requires each property, and lets the optional ones be null', () => {
    const { schema, changed } = strictSchema({
      type: 'object',
      properties: {
        city: { type: 'string' },
        unit: { enum: ['c', 'f'] },
        days: {
          type: 'array',
          items: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
        },
      },
      required: ['city', 'days'],
    })
    expect(schema).toEqual({
      type: 'object',
      properties: {
        city: { type: 'string' },
        unit: { anyOf: [{ enum: ['c', 'f'] }, { type: 'null' }] },
        days: {
          type: 'array',
          items: {
            type: 'object',
            properties: { n: { type: 'integer' } },
            required: ['n'],
            additionalProperties: false,
          },
        },
      },
      required: ['city', 'unit', 'days'],
      additionalProperties: false,
    })
    expect(changed).toEqual([
      '/additionalProperties',
      '/properties/unit',
      '/properties/days/items/additionalProperties',
    ])
  })

  it('leaves alone what is strict already, and a property that is called like a keyword', () => {
    const strict = {
      type: 'object',
      properties: { properties: { type: 'string' }, items: { type: ['string', 'null'] } },
      required: ['properties', 'items'],
      additionalProperties: false,
    }
    expect(strictSchema(strict)).toEqual({ schema: strict, changed: [] })
  })

  it('goes into definitions and variants', () => {
    const { changed } = strictSchema({
      anyOf: [{ $ref: '#/$defs/a' }],
      $defs: { a: { type: 'object', properties: {} } },
    })
    expect(changed).toEqual(['/$defs/a/additionalProperties'])
  })
})

describe('schemaWithout', () => {
  it('takes keywords out, not properties of the same name', () => {
    const schema = {
      type: 'object',
      additionalProperties: false,
      properties: { format: { type: 'string', format: 'date' } },
    }
    expect(schemaWithout(schema, ['format', 'additionalProperties'])).toEqual({
      schema: { type: 'object', properties: { format: { type: 'string' } } },
      changed: ['/additionalProperties', '/properties/format/format'],
    })
  })
})
