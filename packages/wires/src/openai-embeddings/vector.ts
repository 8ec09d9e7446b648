import type { JsonValue, Vector } from '@lucid-gateway/core'
import { malformed } from '../kit/malformed.ts'
import type { Encoding } from './wire.ts'

/** Either encoding: some vendors send numbers whatever was asked for. */
export function readVector(value: JsonValue | undefined): Vector {
  if (typeof value === 'string') return floatsOf(Buffer.from(value, 'base64'))
  if (!Array.isArray(value)) throw malformed('an embedding that is no vector')
  return value as Vector
}

function floatsOf(bytes: Buffer): Vector {
  if (bytes.length % 4 !== 0) throw malformed('a vector of broken base64')
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4))
}

export function writeVector(vector: Vector, encoding: Encoding): JsonValue {
  if (encoding === 'float') return vector
  const bytes = Buffer.allocUnsafe(vector.length * 4)
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4)
  return bytes.toString('base64')
}
