import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http'
import express, { type Express, type Request, type Response } from 'express'
import type { Host } from '../host.ts'
import { answerNoPath, elsewhere, unroutable } from './elsewhere.ts'
import type { Route } from './route.ts'
import { serve } from './serve.ts'

/** An Express application, with the classes of the requests and responses that its server is to make. */
export interface App {
  readonly express: Express
  readonly listener: RequestListener
  readonly IncomingMessage: typeof IncomingMessage
  readonly ServerResponse: typeof ServerResponse
}

const methods = { GET: 'get', POST: 'post', DELETE: 'delete' } as const

/** The routes as an Express application. Nothing runs before them: what a request needs, its route does. */
export function createApp(routes: readonly Route[], host: Host): App {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('case sensitive routing')
  app.enable('strict routing')
  app.set('query parser', false)
  for (const route of routes) {
    app[methods[route.method]](route.path, serve(route, host))
  }
  app.use(elsewhere(routes, host))
  app.use(unroutable(host))
  const prototypes = withPrototypesOf(app)
  // Express calls back where it finds no path to route by; on its own it would answer in HTML.
  const listener: RequestListener = (request, response) =>
    app(request as Request, response as Response, () =>
      answerNoPath(request as Request, response as Response, host),
    )
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
