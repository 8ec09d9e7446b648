import { followBrackets } from './brackets.ts'
import { JsonField } from './field.ts'
import { notAnObject } from './not-an-object.ts'
import { stringEnd } from './strings.ts'

/**
 * The members of the object that `bytes` holds, in order, without decoding any of it. Throws `invalid_request` where
 * the bytes are no whole JSON object; what is inside the values is not checked.
 */
export function topLevelFields(bytes: Uint8Array): readonly JsonField[] {
  const fields: JsonField[] = []
  let at = expect(bytes, skipSpace(bytes, 0), 0x7b)
  at = skipSpace(bytes, at)
  if (bytes[at] === 0x7d) return fields
  for (;;) {
    const start = at
    const keyEnd = stringEnd(bytes, expect(bytes, at, 0x22))
    at = expect(bytes, skipSpace(bytes, keyEnd + 1), 0x3a)
    const valueStart = skipSpace(bytes, at)
    const valueEnd = skipValue(bytes, valueStart)
    fields.push(new JsonField(bytes, start, keyEnd, valueStart, valueEnd))
    at = skipSpace(bytes, valueEnd)
    if (bytes[at] === 0x7d) return fields
    at = skipSpace(bytes, expect(bytes, at, 0x2c))
  }
}

function skipValue(bytes: Uint8Array, start: number): number {
  const first = bytes[start]
  if (first === 0x22) return ended(bytes, stringEnd(bytes, start + 1) + 1)
  if (first === 0x7b || first === 0x5b) return ended(bytes, followBrackets(bytes, start, Infinity).end)
  let at = start
  while (at < bytes.length && !endsScalar(bytes[at] as number)) at++
  if (at === start) throw notAnObject(start)
  return at
}

function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start
  while (isSpace(bytes[at])) at++
  return at
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function endsScalar(byte: number): boolean {
  return byte === 0x2c || byte === 0x7d || byte === 0x5d || isSpace(byte)
}

function expect(bytes: Uint8Array, at: number, byte: number): number {
  if (bytes[at] !== byte) throw notAnObject(at)
  return at + 1
}

function ended(bytes: Uint8Array, end: number): number {
  if (end > bytes.length) throw notAnObject(end)
  return end
}
