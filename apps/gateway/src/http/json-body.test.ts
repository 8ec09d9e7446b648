import { LucidError } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { parseJsonBody } from './json-body.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)

function refusal(body: Uint8Array, depth = 64): LucidError {
  try {
    parseJsonBody(body, depth)
  } catch (thrown) {
    if (LucidError.is(thrown)) return thrown
    throw thrown
  }
  throw new Error('it was taken')
}

describe('parseJsonBody', () => {
  it('reads an object', () => {
    expect(parseJsonBody(bytes('{"a":[1,"x"]}'), 64)).toEqual({ a: [1, 'x'] })
  })

  it('refuses what is nested too deep before it parses it', () => {
    const deep = (levels: number): Uint8Array =>
      bytes(`{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`)
    expect(parseJsonBody(deep(64), 64)).toBeTypeOf('object')
    expect(refusal(deep(65))).toMatchObject({
      status: 400,
      reason: 'json_too_complex',
      details: { limit: 64 },
    })
    expect(refusal(deep(1_000_000)).reason).toBe('json_too_complex')
  })

  it('does not count brackets within strings', () => {
    expect(parseJsonBody(bytes(JSON.stringify({ a: '[{'.repeat(500), b: '\\"[' })), 2)).toBeTypeOf('object')
  })

  it('refuses a body of a million properties', () => {
    const many = `{${Array.from({ length: 1_000_000 }, (_, index) => `"${index}":1`).join(',')}}`
    expect(refusal(bytes(many)).reason).toBe('json_too_complex')
  })

  it('tells line and column of a fault', () => {
    expect(refusal(bytes('{\n "a": }'))).toMatchObject({
      status: 400,
      reason: 'malformed_json',
      details: { line: 2, column: 7 },
    })
  })

  it.each(['', '  ', 'null', '3', '[]', '"x"'])('refuses %j, which is no object', text => {
    expect(refusal(bytes(text)).reason).toBe('malformed_json')
  })

  it('refuses bytes that are not UTF-8, which JSON must be', () => {
    expect(refusal(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])).message).toContain('UTF-8')
  })

  it('leaves the prototypes alone, whatever the keys are', () => {
    const body = parseJsonBody(
      bytes('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
      64,
    )
    const { model: _, ...rest } = body
    expect(Object.hasOwn(rest, '__proto__')).toBe(true)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect((rest as { polluted?: unknown }).polluted).toBeUndefined()
  })
})
