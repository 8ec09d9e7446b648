import type { IncomingMessage } from 'node:http'
import type { Media } from '@lucid-gateway/core'
import { mediaType, requirePlain } from './content-type.ts'
import type { Exchange } from './exchange.ts'
import { boundaryIn, splitForm } from './multipart.ts'
import { readBody } from './read-body.ts'

/** A part of a form: a text, or a file. */
export interface FormPart {
  readonly name: string
  readonly value: string | Media
}

/** Whether a request brings a form with files. */
export function bringsForm(request: IncomingMessage): boolean {
  const type = request.headers['content-type']
  return type !== undefined && mediaType(type) === 'multipart/form-data'
}

/** The parts of a form, in order. The whole body is read first, up to the limit that holds for all bodies. */
export async function readForm(exchange: Exchange): Promise<readonly FormPart[]> {
  const { request, generation } = exchange
  requirePlain(request)
  const boundary = boundaryIn(request.headers['content-type'] ?? '')
  const bytes = await readBody(exchange, generation.settings.server.limits.bodyBytes)
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return splitForm(body, boundary).map(part => ({
    name: part.name,
    value:
      part.filename === undefined
        ? part.bytes.toString('utf8')
        : {
            mediaType: part.type === undefined ? 'application/octet-stream' : mediaType(part.type),
            data: { kind: 'base64', base64: part.bytes.toString('base64') },
            ...(part.filename === '' ? {} : { filename: part.filename }),
          },
  }))
}
