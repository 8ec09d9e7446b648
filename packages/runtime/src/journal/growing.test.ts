import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Growing, json } from './growing.ts'

it('the JSON of what a record has grown into is what JSON.stringify writes', () => {
  const fields = fc.dictionary(
    fc
      .string({ minLength: 1 })
      .filter(name => !/^\d+$/.test(name) && name !== '__proto__' && json(name) === `"${name}"`),
    fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.double()),
  )
  fc.assert(
    fc.property(fields, fields, (before, more) => {
      const record = { id: 'x', ...before }
      const grown = {
        ...record,
        ...Object.fromEntries(Object.entries(more).filter(([name]) => !(name in record))),
      }
      expect(new Growing(record).textOf(grown)).toBe(JSON.stringify(grown))
      expect(new Growing(record).text).toBe(JSON.stringify(record))
    }),
  )
})

it('what JSON can not hold is left out', () => {
  const cycle: Record<string, unknown> = { big: 3n }
  cycle['self'] = cycle
  expect(new Growing({ id: 'x' }).textOf({ id: 'x', usage: { raw: cycle } })).toBe(
    '{"id":"x","usage":{"raw":{"big":"3"}}}',
  )
})
