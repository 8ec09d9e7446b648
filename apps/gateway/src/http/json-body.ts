import { isUtf8 } from 'node:buffer'
import { LucidError } from '@lucid-gateway/core'
import { findJsonFault } from './json-fault.ts'
import { exceededLimit } from './json-shape.ts'

export type JsonBody = Readonly<Record<string, unknown>>

/** Far more than any call needs, and little enough that parsing does not hold up other calls. */
const properties = 200_000
const items = 1_000_000
/** Beyond this, looking for the place of a fault costs more than it helps. */
const locatableBytes = 256 * 1024

/** Reads a request body that must be one JSON object. */
export function parseJsonBody(bytes: Uint8Array, depth: number): JsonBody {
  const exceeded = exceededLimit(bytes, { depth, properties, items })
  if (exceeded) throw tooComplex(exceeded, { depth, properties, items }[exceeded])
  if (!isUtf8(bytes)) throw malformed('The body is not UTF-8.', 'Encode the JSON as UTF-8.')
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw notJson(text)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed('The body must be a JSON object.', 'Send { ... } at the top level.')
  }
  return value as JsonBody
}

function notJson(text: string): LucidError {
  if (text.trim() === '') return malformed('The body is empty.', 'Send a JSON object.')
  const fault = text.length <= locatableBytes ? findJsonFault(text) : undefined
  if (!fault) return malformed('The body is not valid JSON.', 'Check it with a JSON parser.')
  const { line, column, expected } = fault
  return new LucidError(
    'invalid_request',
    `The body is not valid JSON: ${expected} was expected at line ${line}, column ${column}.`,
    { reason: 'malformed_json', hint: 'Correct the JSON at that place.', details: { line, column } },
  )
}

function malformed(message: string, hint: string): LucidError {
  return new LucidError('invalid_request', message, { reason: 'malformed_json', hint })
}

function tooComplex(what: string, limit: number): LucidError {
  const message =
    what === 'depth'
      ? `The body is nested deeper than ${limit} levels.`
      : `The body has more than ${limit} ${what}.`
  return new LucidError('invalid_request', message, {
    reason: 'json_too_complex',
    hint: what === 'depth' ? 'Send flatter JSON, or raise server.limits.jsonDepth.' : 'Split the request.',
    details: { limit },
  })
}
