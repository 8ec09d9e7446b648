import type { ServerResponse } from 'node:http'
import type { Exchange } from './exchange.ts'
import { limitHeaders } from './limit-headers.ts'

export type Headers = Readonly<Record<string, string>>

const sane = /^[\w.:/+=-]{1,128}$/

/** What every answer carries, and then its own. A client's own request id comes back if it is a plain word. */
function head(exchange: Exchange, headers: Headers): string[] {
  const asked = exchange.header('x-request-id')
  const list = [
    'x-lucid-request-id',
    exchange.id,
    'x-request-id',
    asked !== undefined && sane.test(asked) ? asked : exchange.id,
    'x-content-type-options',
    'nosniff',
  ]
  if (headers['cache-control'] === undefined) list.push('cache-control', 'no-store')
  for (const name in headers) list.push(name, headers[name] as string)
  if (exchange.limits) for (const pair of Object.entries(limitHeaders(exchange.limits))) list.push(...pair)
  if (exchange.host.draining) list.push('connection', 'close')
  return list
}

/** Up to this size, copying a body behind its head is cheaper than handing the system two pieces. */
const joinable = 64 * 1024

export function sendBytes(
  exchange: Exchange,
  status: number,
  headers: Headers,
  body: Uint8Array | string,
): void {
  const { response } = exchange
  if (response.destroyed && !exchange.goesOn) return
  const bytes = typeof body === 'string' ? Buffer.from(body) : asBuffer(body)
  const fields = head(exchange, headers)
  fields.push('content-length', String(bytes.length))
  response.writeHead(status, fields)
  // As Latin-1, each byte is one character; Node writes such a text and the head as one.
  if (bytes.length <= joinable) response.end(bytes.toString('latin1'), 'latin1')
  else response.end(bytes)
  limitLeaving(response, exchange.generation.settings.server.limits.stalledMs)
}

/** Cuts the client off if it takes nothing for that long of what is left of an answer that has ended. */
export function limitLeaving(response: ServerResponse, stalledMs: number): void {
  // Node's timeout of a socket counts from the last progress of a write, and is taken back with the next request.
  if (response.writableLength > 0) response.setTimeout(stalledMs)
}

export function sendJson(exchange: Exchange, status: number, value: unknown, headers: Headers = {}): void {
  sendBytes(
    exchange,
    status,
    { 'content-type': 'application/json; charset=utf-8', ...headers },
    JSON.stringify(value),
  )
}

/** Sets the head of an answer whose body comes bit by bit; it leaves with the first bit. */
export function beginStream(exchange: Exchange, headers: Headers): void {
  exchange.response.writeHead(200, head(exchange, headers))
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
