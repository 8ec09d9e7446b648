import { LucidError } from '@lucid-gateway/core'
import { nearest } from '@lucid-gateway/runtime'
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import { lucidDialect } from '../dialects/lucid/lucid-dialect.ts'
import type { Host } from '../host.ts'
import { matchesPath, templateOf } from './path-pattern.ts'
import type { Route } from './route.ts'
import { open, sendError } from './serve.ts'

/** Answers what no route does: a wrong method, or a path that is not there, with the paths that may have been meant. */
export function elsewhere(routes: readonly Route[], host: Host): RequestHandler {
  return (request, response) => {
    const exchange = open(request, response, host, '(none)')
    const { path } = request
    const here = routes.filter(route => matchesPath(route.path, path))
    const { dialect } = here[0] ?? nearestRoute(path, routes) ?? { dialect: lucidDialect }
    if (here.length === 0) return sendError(exchange, dialect, unknownPath(request.method, path, routes))
    const methods = [
      ...new Set(here.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))),
    ]
    response.setHeader('allow', methods.join(', '))
    if (request.method === 'OPTIONS') {
      response.writeHead(204)
      return void response.end()
    }
    sendError(exchange, dialect, wrongMethod(request.method, methods))
  }
}

/** A route by whose dialect somebody who asks for what is not there is probably answered in words they know. */
function nearestRoute(path: string, routes: readonly Route[]): Route | undefined {
  const [, first] = path.split('/')
  return routes.find(({ path: known }) =>
    known.startsWith('/v1/') ? path.startsWith(known) : first !== '' && known.split('/')[1] === first,
  )
}

/** For a request line such as `GET http:// HTTP/1.1`. */
export function answerNoPath(request: Request, response: Response, host: Host): void {
  sendError(open(request, response, host, '(none)'), lucidDialect, badPath())
}

function badPath(): LucidError {
  return new LucidError('invalid_request', 'The path is not valid.', {
    reason: 'bad_path',
    hint: 'Check its percent-encoding.',
  })
}

/** For what Express itself throws, such as a path that is not decodable. */
export function unroutable(host: Host): ErrorRequestHandler {
  // Express tells handlers of errors by their four parameters.
  return (error: unknown, request, response, _next) => {
    const exchange = open(request, response, host, '(none)')
    const { status } = error as { readonly status?: unknown }
    const theirs = typeof status === 'number' && status >= 400 && status < 500
    sendError(exchange, lucidDialect, theirs ? badPath() : error)
  }
}

function wrongMethod(method: string, methods: readonly string[]): LucidError {
  return new LucidError('invalid_request', `${method} is not a method of this path.`, {
    status: 405,
    reason: 'wrong_method',
    hint: `Use ${methods.join(' or ')}.`,
    details: { methods: [...methods] },
  })
}

/** Paths come from callers: what is long is not repeated whole. */
const longestShown = 128

function unknownPath(method: string, path: string, routes: readonly Route[]): LucidError {
  const candidates = nearest(
    path,
    routes.map(route => templateOf(route.path)).filter(known => known !== '/'),
  )
  const meant = candidates.length > 0 ? `Did you mean ${candidates.join(', ')}?` : undefined
  const shown = path.length > longestShown ? `${path.slice(0, longestShown)}…` : path
  return new LucidError('not_found', `There is no ${method} ${shown}.`, {
    reason: 'unknown_path',
    hint: meant ?? 'GET /openapi.json lists all paths.',
    details: { candidates: [...candidates] },
  })
}
