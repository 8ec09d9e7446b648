import type { IncomingMessage } from 'node:http'
import { LucidError } from '@lucid-gateway/core'
import { cut } from './cut.ts'

/** `application/json`, `application/json; charset=utf-8`, `application/merge-patch+json`. */
function isJson(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true
  if (contentType === undefined) return false
  const type = mediaType(contentType)
  return type === 'application/json' || (type.startsWith('application/') && type.endsWith('+json'))
}

export function mediaType(contentType: string): string {
  const end = contentType.indexOf(';')
  return (end === -1 ? contentType : contentType.slice(0, end)).trim().toLowerCase()
}

export function hasBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length']
  return (length !== undefined && length !== '0') || request.headers['transfer-encoding'] !== undefined
}

/** Throws unless the request brings plain JSON. */
export function requireJson(request: IncomingMessage): void {
  const { headers } = request
  if (!isJson(headers['content-type'])) {
    throw unsupported(
      headers['content-type'] === undefined
        ? 'The request has no content type.'
        : `The content type "${cut(mediaType(headers['content-type']))}" is not supported.`,
      "Send JSON with the header content-type: application/json (curl: -H 'content-type: application/json').",
    )
  }
  requirePlain(request)
}

/** Throws where a body is compressed. */
export function requirePlain({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') {
    throw unsupported(
      `The content encoding "${cut(encoding)}" is not supported.`,
      'Send the body uncompressed.',
    )
  }
}

function unsupported(message: string, hint: string): LucidError {
  return new LucidError('invalid_request', message, { status: 415, reason: 'unsupported_media_type', hint })
}
