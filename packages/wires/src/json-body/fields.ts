import { LucidError } from '@lucid-gateway/core'
import { followBrackets } from './brackets.ts'
import { stringEnd } from './strings.ts'

/** One member of the object that a JSON text is, by the places of its bytes. */
export interface JsonField {
  readonly name: string
  /** Where the key's opening quote is. */
  readonly start: number
  readonly valueStart: number
  /** The index after the value. */
  readonly valueEnd: number
}

/**
 * The members of the object that `bytes` holds, in order, without decoding any value. Throws `invalid_request` where
 * the bytes are no whole JSON object; what is inside the values is not checked.
 */
export function topLevelFields(bytes: Uint8Array): readonly JsonField[] {
  const fields: JsonField[] = []
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = expect(bytes, skipSpace(bytes, 0), 0x7b)
  at = skipSpace(bytes, at)
  if (bytes[at] === 0x7d) return fields
  for (;;) {
    const start = at
    const keyEnd = stringEnd(bytes, expect(bytes, at, 0x22))
    at = expect(bytes, skipSpace(bytes, keyEnd + 1), 0x3a)
    const valueStart = skipSpace(bytes, at)
    const valueEnd = skipValue(bytes, valueStart)
    fields.push({ name: keyText(buffer, start, keyEnd + 1), start, valueStart, valueEnd })
    at = skipSpace(bytes, valueEnd)
    if (bytes[at] === 0x7d) return fields
    at = skipSpace(bytes, expect(bytes, at, 0x2c))
  }
}

function keyText(buffer: Buffer, start: number, end: number): string {
  const text = buffer.toString('utf8', start, end)
  if (!text.includes('\\')) return text.slice(1, -1)
  try {
    return JSON.parse(text) as string
  } catch (cause) {
    throw notAnObject(start, cause)
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

function notAnObject(at: number, cause?: unknown): LucidError {
  return new LucidError(
    'invalid_request',
    `The body is no JSON object: it breaks off or goes wrong at byte ${at}.`,
    {
      reason: 'malformed_json',
      hint: 'Send one JSON object.',
      cause,
    },
  )
}
