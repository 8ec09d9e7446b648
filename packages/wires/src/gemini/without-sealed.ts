import type { JsonObject } from '@lucid-gateway/core'
import { readRequest } from './request-in.ts'
import { type RequestTarget, writeRequest, type WrittenRequest } from './request-out.ts'
import { sealedStart } from './sealed-part.ts'

/**
 * A body that holds what another vendor signed cannot be passed on as it is: this is the request without it. Undefined
 * for a body that holds nothing of the kind.
 */
export function withoutSealed(body: Uint8Array, target: RequestTarget): WrittenRequest | undefined {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  if (!bytes.includes(sealedStart)) return undefined
  const source = JSON.parse(bytes.toString('utf8')) as JsonObject
  const { request } = readRequest(source, { model: target.model, stream: false })
  return writeRequest(request, target)
}
