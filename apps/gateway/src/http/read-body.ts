import type { IncomingMessage } from 'node:http'
import { LucidError } from '@lucid-gateway/core'
import type { Exchange } from './exchange.ts'

/** How long the rest of a refused body is read and thrown away, so that the client gets to read the refusal. */
const lingerMs = 2000

/** Reads a whole body by hand: what was sent in one chunk is not copied. */
export function readBody(
  { request, body }: Pick<Exchange, 'body'> & { readonly request: IncomingMessage },
  limit: number,
): Promise<Uint8Array> {
  if (body) return body
  const declared = request.headers['content-length']
  if (declared !== undefined && Number(declared) > limit) return Promise.reject(refuse(request, limit))
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let size = 0
    request.on('data', (chunk: Uint8Array) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else {
        chunks.length = 0
        request.removeAllListeners('data')
        reject(refuse(request, limit))
      }
    })
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks)))
    request.on('error', () =>
      reject(new LucidError('cancelled', 'The client went away before its body was whole.')),
    )
  })
}

function refuse(request: IncomingMessage, limit: number): LucidError {
  request.resume()
  setTimeout(() => {
    if (!request.complete) request.destroy()
  }, lingerMs).unref()
  return new LucidError('invalid_request', `The body is larger than ${limit} bytes.`, {
    status: 413,
    reason: 'body_too_large',
    hint: 'Send less, or raise server.limits.bodyBytes.',
    details: { limit },
  })
}
