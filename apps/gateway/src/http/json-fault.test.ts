import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonFault } from './json-fault.ts'

const long = process.env['LUCID_LONG'] === '1'
const timeout = long ? 300_000 : 5000

describe('findJsonFault', () => {
  it.each([
    ['{"a":1,}', 1, 8, 'a property name in double quotes'],
    ['{\n  "a": tru\n}', 2, 8, 'a value'],
    ['{"a" 1}', 1, 6, '":"'],
    ['[1 2]', 1, 4, '"," or a closing bracket'],
    ['{"a":1} x', 1, 9, 'the end of the text'],
    ['{"a":', 1, 6, 'a value'],
    ["{'a':1}", 1, 2, 'a property name in double quotes'],
    ['[1}', 1, 3, '"," or a closing bracket'],
    ['{"a":"x\ny"}', 1, 6, 'a value'],
    ['\uFEFF{}', 1, 1, 'a value'],
  ])('tells where %j stops being JSON', (text, line, column, expected) => {
    expect(findJsonFault(text)).toEqual({ line, column, expected })
  })

  it(
    'finds a fault in a text exactly when the parser does',
    () => {
      const spoilt = fc
        .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', ':', 'x', '1', '\n'))
        .map(
          ([text, at, bad]) =>
            text.slice(0, at % (text.length + 1)) + bad + text.slice((at % (text.length + 1)) + 1),
        )
      fc.assert(
        fc.property(fc.oneof(fc.json(), spoilt), text => {
          let valid = true
          try {
            JSON.parse(text)
          } catch {
            valid = false
          }
          expect(findJsonFault(text) === undefined).toBe(valid)
        }),
        { numRuns: long ? 100_000 : 1000 },
      )
    },
    timeout,
  )
})
