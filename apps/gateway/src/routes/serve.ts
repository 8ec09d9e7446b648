import { fromUnknown, LucidError } from '@lucid-gateway/core'
import type { Request, RequestHandler, Response } from 'express'
import type { Dialect } from '../dialects/dialect.ts'
import type { Host } from '../host.ts'
import { requireRoute } from '../access/scope.ts'
import { requireAllowedHost } from '../http/allowed-host.ts'
import { requireFewHeaders } from '../http/header-count.ts'
import { cut, cutQuotes } from '../http/cut.ts'
import { Exchange } from '../http/exchange.ts'
import { limitHeadersOf } from '../http/limit-headers.ts'
import { sendBytes } from '../http/respond.ts'
import { idempotently } from '../idempotency/idempotently.ts'
import type { Route } from './route.ts'

/** What Express calls for a route: gate, handler, errors in the route's dialect, and one line in the log. */
export function serve(route: Route, host: Host): RequestHandler {
  return (request, response) => {
    const exchange = open(request, response, host, route.path)
    void run(exchange, route)
  }
}

export function open(request: Request, response: Response, host: Host, path: string): Exchange {
  const exchange = new Exchange(request, response, host)
  response.on('close', () => {
    if (!response.writableFinished) exchange.clientGone()
    logRequest(exchange, path)
  })
  return exchange
}

async function run(exchange: Exchange, route: Route): Promise<void> {
  try {
    const { generation, request } = exchange
    const { limits, allowedHosts } = generation.settings.server
    requireFewHeaders(request, limits.headerCount)
    if (route.access !== 'open') {
      requireAllowedHost(request, allowedHosts)
      if (route.access === 'caller') {
        const caller = generation.gate(request, route.dialect.presentedKey)
        exchange.caller = caller instanceof Promise ? await caller : caller
        if (exchange.caller.key) requireRoute(exchange.caller.key, request.url)
      } else exchange.admin = await exchange.host.adminGate(request, route.access.role)
    }
    const isOnce = request.headers['idempotency-key'] !== undefined && route.body && route.access === 'caller'
    await (isOnce ? idempotently(exchange, () => route.handler(exchange)) : route.handler(exchange))
  } catch (thrown) {
    sendError(exchange, route.dialect, thrown)
  }
}

export function sendError(exchange: Exchange, dialect: Dialect, thrown: unknown): void {
  const error = LucidError.is(thrown) ? shortened(fromUnknown(thrown)) : internal(exchange, thrown)
  exchange.error = error
  if (exchange.response.headersSent) return void exchange.response.destroy()
  const { status, headers, body } = dialect.error(error, exchange.id)
  const text = exchange.host.scrub(JSON.stringify(body))
  const limited = limitHeadersOf(error)
  if (limited.ratelimit !== undefined) exchange.limits = undefined
  const all = { ...headers, ...limited, 'content-type': 'application/json; charset=utf-8' }
  sendBytes(exchange, status, all, text)
}

/** Names that callers make up may be long; an answer or a line of the log need not be. */
function shortened(error: LucidError): LucidError {
  const message = error.origin === 'provider' ? error.message : cutQuotes(error.message)
  const param = error.param === undefined ? undefined : cut(error.param)
  if (message === error.message && param === error.param) return error
  const { code, message: _message, ...options } = error.toJSON()
  return new LucidError(code, message, {
    ...options,
    ...(param === undefined ? {} : { param }),
    cause: error,
  })
}

/** What nobody foresaw: the log gets to know it, the client does not. */
function internal(exchange: Exchange, thrown: unknown): LucidError {
  exchange.host.log.error('a request failed inside the gateway', { request: exchange.id, error: thrown })
  return new LucidError('unavailable', 'Something failed inside the gateway.', {
    status: 500,
    reason: 'internal',
    recourse: 'none',
    hint: `Its log says more, at ${exchange.id}.`,
    cause: thrown,
  })
}

function logRequest(exchange: Exchange, route: string): void {
  const { generation, host, request, response, error, caller, admin } = exchange
  const { requests } = generation.settings.log
  const gone = !response.writableFinished
  if (requests === 'none' || (requests === 'failed' && !gone && !error && response.statusCode < 400)) return
  host.log.request({
    id: exchange.id,
    method: request.method,
    route,
    status: response.statusCode,
    ms: exchange.elapsedMs,
    peer: exchange.peer,
    key: caller.key?.name,
    admin: admin?.name,
    model: exchange.model,
    error: error && (error.reason ?? error.code),
    said: error && saidOf(error),
    gone: gone || undefined,
  })
}

/** What is not the caller's doing is told in words; a refusal of the caller's may quote what the caller sent. */
function saidOf({ origin, message }: LucidError): string | undefined {
  return origin === 'caller' ? undefined : message
}
