import type { Exchange } from './exchange.ts'

export type Headers = Readonly<Record<string, string>>

const sane = /^[\w.:/+=-]{1,128}$/

/** What every answer carries. A client's own request id comes back if it is a plain word. */
function standing(exchange: Exchange): Record<string, string | number> {
  const asked = exchange.header('x-request-id')
  const headers: Record<string, string | number> = {
    'x-lucid-request-id': exchange.id,
    'x-request-id': asked !== undefined && sane.test(asked) ? asked : exchange.id,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  }
  if (exchange.host.draining) headers['connection'] = 'close'
  return headers
}

export function sendBytes(
  exchange: Exchange,
  status: number,
  headers: Headers,
  body: Uint8Array | string,
): void {
  const { response } = exchange
  if (response.destroyed) return
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  response.writeHead(status, { ...standing(exchange), ...headers, 'content-length': length })
  response.end(body)
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
  exchange.response.writeHead(200, { ...standing(exchange), ...headers })
}
