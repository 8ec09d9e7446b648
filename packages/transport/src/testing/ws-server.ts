import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'

/** The answer to a WebSocket's request, by https://www.rfc-editor.org/rfc/rfc6455. */
export function acceptWebSocket(socket: Socket, request: string): void {
  const [, key = ''] = /sec-websocket-key: (\S+)/i.exec(request) ?? []
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
  )
}

/** A frame as a server sends it: 1 is text, 2 bytes, 8 close. */
export function frame(opcode: number, payload: Buffer): Buffer {
  const length =
    payload.length < 126
      ? Buffer.of(payload.length)
      : Buffer.of(126, payload.length >> 8, payload.length & 255)
  return Buffer.concat([Buffer.of(0x80 | opcode), length, payload])
}

export function closeFrame(code: number, reason = ''): Buffer {
  return frame(8, Buffer.concat([Buffer.of(code >> 8, code & 255), Buffer.from(reason)]))
}

/** The payload of a short frame that a client sent, unmasked. */
export function unmasked(bytes: Buffer): Buffer {
  const length = (bytes[1] ?? 0) & 0x7f
  const mask = bytes.subarray(2, 6)
  return Buffer.from(bytes.subarray(6, 6 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0)))
}
