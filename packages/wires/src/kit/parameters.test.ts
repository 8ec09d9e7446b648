import { describe, expect, test } from 'vitest'
import { spelledOut } from './parameters.ts'

describe('the arguments of a function', () => {
  test.each([
    ['an object of nothing', { type: 'object' }, { type: 'object', properties: {} }],
    ['no type', { properties: { a: {} } }, { type: 'object', properties: { a: {} } }],
    [
      'lists of anything',
      {
        type: 'object',
        properties: {
          list: { type: ['array', 'null'] },
          deep: { anyOf: [{ type: 'array', items: { type: 'array' } }] },
        },
      },
      {
        type: 'object',
        properties: {
          list: { type: ['array', 'null'], items: {} },
          deep: { anyOf: [{ type: 'array', items: { type: 'array', items: {} } }] },
        },
      },
    ],
  ])('of %s are spelled out', (_name, given, spelled) => {
    expect(spelledOut(given)).toEqual(spelled)
  })

  test.each([
    [undefined],
    [{}],
    [
      {
        type: 'object',
        properties: { type: { type: 'array', prefixItems: [{}] }, items: { type: 'string' } },
      },
    ],
  ])('that say all are the same: %j', given => {
    expect(spelledOut(given)).toBe(given)
  })
})
