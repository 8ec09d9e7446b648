import { LucidError } from '@lucid-gateway/core'
import { nearest } from '@lucid-gateway/runtime'
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import type { Dialect } from '../dialects/dialect.ts'
import { lucidDialect } from '../dialects/lucid/lucid-dialect.ts'
import type { Host } from '../host.ts'
import { matchesPath, parametersOf, templateOf } from './path-pattern.ts'
import type { Route } from './route.ts'
import { open, sendError } from './serve.ts'

/** Answers what no route does: a wrong method, or a path that is not there, with the paths that may have been meant. */
export function elsewhere(routes: readonly Route[], host: Host): RequestHandler {
  return (request, response) => {
    const exchange = open(request, response, host, '(none)')
    const { path } = request
    const here = routes.filter(route => matchesPath(route.path, path))
    const meant = insteadOf(request.method, path, here, routes)
    const { dialect } = meant[0] ?? here[0] ?? nearestRoute(path, routes) ?? { dialect: lucidDialect }
    const asked = { method: request.method, path, routes, dialect }
    if (here.length === 0) return sendError(exchange, dialect, unknownPath(asked, host))
    const methods = [
      ...new Set(here.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))),
    ]
    response.setHeader('allow', methods.join(', '))
    if (request.method === 'OPTIONS') {
      response.writeHead(204)
      return void response.end()
    }
    const candidates = meant.map(route => route.path)
    sendError(exchange, dialect, wrongMethod(asked, methods, candidates))
  }
}

/** Where a mistyped path passes for an id of something, the paths beside it that take the method. */
function insteadOf(
  method: string,
  path: string,
  here: readonly Route[],
  routes: readonly Route[],
): readonly Route[] {
  if (here.length === 0 || here.some(route => parametersOf(route.path).length === 0)) return []
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const beside = new Map(
    routes.flatMap((route): [string, Route][] => {
      const isBeside = route.method === method && route.path.startsWith(folder)
      const name = route.path.slice(folder.length)
      return isBeside && /^[\w-]+$/.test(name) ? [[name, route]] : []
    }),
  )
  return nearest(path.slice(folder.length), beside.keys()).flatMap(name => beside.get(name) ?? [])
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

interface Asked {
  readonly method: string
  readonly path: string
  readonly routes: readonly Route[]
  /** In whose words it is answered. */
  readonly dialect: Dialect
}

function wrongMethod(asked: Asked, methods: readonly string[], candidates: readonly string[]): LucidError {
  const whole = withPrefix(asked)
  const meant = whole === undefined ? candidates : [shown(whole)]
  return new LucidError('invalid_request', `${asked.method} is not a method of this path.`, {
    status: 405,
    reason: 'wrong_method',
    hint: meant.length > 0 ? `Did you mean ${meant.join(', ')}?` : `Use ${methods.join(' or ')}.`,
    details: { methods: [...methods], ...(candidates.length > 0 ? { candidates: [...candidates] } : {}) },
  })
}

/** The path before which a client's base URL left out where the dialect begins. */
function withPrefix({ method, path, routes }: Asked): string | undefined {
  const called = routes.filter(({ access }) => access === 'caller')
  const prefixes = new Set(called.map(route => `/${route.path.split('/')[1]}`))
  for (const prefix of prefixes) {
    const whole = prefix + path
    if (routes.some(route => route.method === method && matchesPath(route.path, whole))) return whole
  }
  return undefined
}

/** Paths of OpenAI's for what is served in Lucid's shape alone. */
const served: readonly (readonly [start: string, capability: string])[] = [
  ['/v1/audio/speech', 'speech'],
  ['/v1/audio/', 'transcription'],
  ['/v1/rerank', 'rerank'],
]

function runPath(path: string, host: Host): string | undefined {
  const [, capability] = served.find(([start]) => path.startsWith(start)) ?? []
  const isThere = host.runtime.capabilities().some(({ id }) => id === capability)
  return isThere ? `/v1/run/${capability}` : undefined
}

/** Paths come from callers: what is long is not repeated whole. */
const longestShown = 128

function shown(path: string): string {
  return path.length > longestShown ? `${path.slice(0, longestShown)}…` : path
}

function unknownPath(asked: Asked, host: Host): LucidError {
  const { path, routes } = asked
  const run = runPath(path, host)
  if (run !== undefined)
    return notThere(asked, [run], `What it is for is at POST ${run}, in the shape of Lucid; /docs shows it.`)
  const whole = withPrefix(asked)
  const known = routes.map(route => templateOf(route.path)).filter(template => template !== '/')
  const candidates = whole === undefined ? nearest(path, known) : [shown(whole)]
  return notThere(
    asked,
    candidates,
    candidates.length > 0 ? `Did you mean ${candidates.join(', ')}?` : 'GET /openapi.json lists all paths.',
  )
}

function notThere({ method, path, dialect }: Asked, candidates: readonly string[], hint: string): LucidError {
  // Clients of vendors show the message alone; the dialects of those put the hint into it.
  const within = dialect === lucidDialect ? ` ${hint}` : ''
  return new LucidError('not_found', `There is no ${method} ${shown(path)}.${within}`, {
    reason: 'unknown_path',
    hint,
    details: { candidates: [...candidates] },
  })
}
