import * as fc from 'fast-check'
import type { JsonObject } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { jsonDepthWithin, relayBody, topLevelFields } from './index.ts'

const numRuns = process.env.LUCID_LONG === '1' ? 100_000 : 2_000
const timeout = 300_000
const seed = Number(process.env.LUCID_SEED ?? 20_260_102)
const utf8 = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'))
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')

const space = fc.constantFrom('', ' ', '\n', '\t', '\r\n  ')
const awkward = fc.constantFrom(
  '}{][,:',
  '"',
  '\\',
  '\\"',
  '\\\\',
  '\u2028',
  '😀',
  '{"model":"x"}',
  'a'.repeat(70),
)
const string = fc.oneof(awkward, fc.string({ unit: 'binary', maxLength: 8 }), fc.string({ maxLength: 90 }))
/** Node 26's JSON.parse takes "\\u0062" for "\\" once it has seen a key that is a backslash: no such keys here. */
const keyString = string.filter(key => !key.includes('\\'))
const { value } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(string, fc.constantFrom(0, -1.5e-7, 1e21, true, false, null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(keyString, tie('value'), { maxKeys: 3 }),
  ),
}))
const name = fc.oneof(fc.constantFrom('model', 'messages', 'stream', 'n', ''), keyString)

/** The text of a key, some characters of it written as \u escapes though they need not be. */
const keyText = fc.tuple(name, fc.nat()).map(([key, at]) => {
  const index = key.length > 0 ? at % key.length : 0
  const unit = key.charCodeAt(index)
  const escaped = Number.isNaN(unit) ? '' : `\\u${unit.toString(16).padStart(4, '0')}`
  const plain = (part: string) => JSON.stringify(part).slice(1, -1)
  return at % 3 === 0 && key
    ? `"${plain(key.slice(0, index))}${escaped}${plain(key.slice(index + 1))}"`
    : JSON.stringify(key)
})

interface Written {
  readonly key: string
  readonly text: string
}
const member: fc.Arbitrary<Written> = fc
  .tuple(keyText, space, space, value, space)
  .map(([key, a, b, of, c]) => ({
    key: JSON.parse(key) as string,
    text: `${key}${a}:${b}${JSON.stringify(of)}${c}`,
  }))
const members = fc.array(
  fc.tuple(space, member).map(([a, m]) => ({ ...m, text: a + m.text })),
  { maxLength: 6 },
)
const objectText = fc
  .tuple(space, members, space)
  .map(([a, list, b]) => `${a}{${list.map(m => m.text).join(',') || b}}${b}`)

const patches = fc.dictionary(name, fc.oneof(fc.constant(undefined), value), { maxKeys: 4 })

function parse(source: string): JsonObject {
  return JSON.parse(source) as JsonObject
}

/** What the patched object must be, made with own properties only, as JSON.parse does for `__proto__`. */
function expected(parsed: JsonObject, patch: Record<string, unknown>): unknown {
  const entries = new Map(Object.entries(parsed) as [string, unknown][])
  for (const [key, to] of Object.entries(patch)) {
    if (to === undefined) entries.delete(key)
    else entries.set(key, to)
  }
  return parse(
    `{${[...entries].map(([key, to]) => `${JSON.stringify(key)}:${JSON.stringify(to)}`).join(',')}}`,
  )
}

describe('relayBody', { timeout }, () => {
  test('the patched bytes parse to the parsed body with the patch', () => {
    fc.assert(
      fc.property(objectText, patches, (source, patch) => {
        const parsed = parse(source)
        const patched = relayBody(utf8(source), parsed).patched(patch)
        expect(parse(text(patched))).toEqual(expected(parsed, patch))
      }),
      { numRuns, seed },
    )
  })

  test('an empty patch of a body without repeated fields gives the same bytes', () => {
    fc.assert(
      fc.property(objectText, source => {
        const parsed = parse(source)
        fc.pre(topLevelFields(utf8(source)).length === Object.keys(parsed).length)
        expect(text(relayBody(utf8(source), parsed).patched({}))).toBe(source)
      }),
      { numRuns, seed },
    )
  })

  test('bytes outside the patched values are the same', () => {
    fc.assert(
      fc.property(objectText, value, (source, to) => {
        const bytes = utf8(source)
        const fields = topLevelFields(bytes)
        fc.pre(fields.length > 0 && new Set(fields.map(field => field.name)).size === fields.length)
        const [field] = fields
        if (!field) return
        const patched = relayBody(bytes, parse(source)).patched({ [field.name]: to })
        const before = text(bytes.subarray(0, field.valueStart))
        const after = text(bytes.subarray(field.valueEnd))
        expect(text(patched)).toBe(before + JSON.stringify(to) + after)
      }),
      { numRuns, seed },
    )
  })

  test('of a field that is given twice only the one that JSON.parse sees is passed on', () => {
    const source = '{"messages":["seen by none"],"model":"a", "messages":["seen by all"]}'
    expect(text(relayBody(utf8(source), parse(source)).patched({ model: 'b' }))).toBe(
      '{"model":"b", "messages":["seen by all"]}',
    )
  })

  test('reads fields of its own only', () => {
    const source = '{"stream":true,"model":"m"}'
    const body = relayBody(utf8(source), parse(source))
    expect([body.stream, body.field('model'), body.field('toString')]).toEqual([true, 'm', undefined])
  })

  test('any bytes are refused or indexed, never a crash', () => {
    const soup = fc.array(fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', 'a', '1', ' ', '\\u00'), {
      maxLength: 30,
    })
    fc.assert(
      fc.property(soup, pieces => {
        const bytes = utf8(`{${pieces.join('')}`)
        let parsed: unknown
        try {
          parsed = JSON.parse(text(bytes))
        } catch {
          parsed = undefined
        }
        try {
          const { length } = topLevelFields(bytes)
          if (parsed) expect(length).toBeGreaterThanOrEqual(Object.keys(parsed).length)
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_request', reason: 'malformed_json' })
          expect(parsed).toBeUndefined()
        }
      }),
      { numRuns, seed },
    )
  })

  test('a prompt of 20 MB is patched in time in proportion to its size', () => {
    const source = JSON.stringify({ model: 'a', messages: [{ content: 'say "hi" \\ '.repeat(1_700_000) }] })
    const bytes = utf8(source)
    const parsed = parse(source)
    const start = performance.now()
    const patched = relayBody(bytes, parsed).patched({ model: 'b' })
    expect(performance.now() - start).toBeLessThan(10_000)
    expect(patched.length).toBe(bytes.length)
  })
})

describe('jsonDepthWithin', { timeout }, () => {
  const depth = (of: unknown): number =>
    typeof of === 'object' && of !== null ? 1 + Math.max(0, ...Object.values(of).map(depth)) : 0

  test('is the depth of the parsed value', () => {
    fc.assert(
      fc.property(value, of => {
        const bytes = utf8(JSON.stringify(of))
        expect(jsonDepthWithin(bytes, depth(of))).toBe(true)
        if (depth(of) > 0) expect(jsonDepthWithin(bytes, depth(of) - 1)).toBe(false)
      }),
      { numRuns, seed },
    )
  })

  test('stops at the first bracket that is too deep', () => {
    const bytes = new Uint8Array(10_000_000).fill(0x5b)
    const start = performance.now()
    expect(jsonDepthWithin(bytes, 64)).toBe(false)
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})
