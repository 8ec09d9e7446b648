import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

interface Refusal {
  readonly status: string
  readonly message: string
}

const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    message: 'The request head is too large.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout', message: 'The request did not arrive in time.' },
}
const malformed: Refusal = { status: '400 Bad Request', message: 'The request is not valid HTTP.' }

/** Answers what is not HTTP, too large or too slow; such a connection is of no further use. */
export function answerUnparsable(error: NodeJS.ErrnoException, socket: Duplex): void {
  // After an answer has begun on the connection, another would be read as part of it.
  if (!socket.writable || error.code === 'ECONNRESET' || (socket as Socket).bytesWritten > 0) {
    socket.destroy()
    return
  }
  const { status, message } = refusals[error.code ?? ''] ?? malformed
  const body = JSON.stringify({ error: { code: 'invalid_request', message, reason: 'bad_http' } })
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}
