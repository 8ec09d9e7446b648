import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http'
import express, { type Express, type Request, type RequestHandler, type Response } from 'express'
import type { Host } from '../host.ts'
import { answerNoPath, elsewhere, unroutable } from './elsewhere.ts'
import { parametersOf } from './path-pattern.ts'
import type { Route } from './route.ts'
import { serve } from './serve.ts'

/** An Express application, with the classes of the requests and responses that its server is to make. */
export interface App {
  readonly express: Express
  readonly listener: RequestListener
  readonly IncomingMessage: typeof IncomingMessage
  readonly ServerResponse: typeof ServerResponse
}

const none = Object.freeze({})

const methods = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const

/**
 * The routes as an Express application. Nothing runs before them: what a request needs, its route does. So a path
 * without parameters needs no router either, and is found by one look.
 */
export function createApp(routes: readonly Route[], host: Host): App {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('case sensitive routing')
  app.enable('strict routing')
  app.set('query parser', false)
  const plain = new Map<string, RequestHandler>()
  for (const route of routes) {
    const handler = serve(route, host)
    app[methods[route.method]](route.path, handler)
    if (parametersOf(route.path).length === 0) plain.set(`${route.method} ${route.path}`, handler)
  }
  app.use(elsewhere(routes, host))
  app.use(unroutable(host))
  const prototypes = withPrototypesOf(app)
  // Express calls back where it finds no path to route by; on its own it would answer in HTML.
  const listener: RequestListener = (incoming, outgoing) => {
    const [request, response] = [incoming as Request, outgoing as Response]
    const pathless = () => answerNoPath(request, response, host)
    const handler = plain.get(`${request.method} ${request.url}`)
    if (handler === undefined) return void app(request, response, pathless)
    request.params = none
    handler(request, response, pathless)
  }
  return { express: app, listener, ...prototypes }
}

/**
 * Express gives each request and response its own prototype, which costs more than all its routing. Objects that are
 * made with that prototype are left as they are.
 */
function withPrototypesOf(app: Express): Omit<App, 'express' | 'listener'> {
  class AppRequest extends IncomingMessage {}
  class AppResponse<R extends IncomingMessage = IncomingMessage> extends ServerResponse<R> {}
  Object.setPrototypeOf(AppRequest.prototype, app.request)
  Object.setPrototypeOf(AppResponse.prototype, app.response)
  app.request = AppRequest.prototype as Express['request']
  app.response = AppResponse.prototype as Express['response']
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse }
}
