import express, { type Express } from 'express'
import type { Host } from '../host.ts'
import { elsewhere, unroutable } from './elsewhere.ts'
import type { Route } from './route.ts'
import { serve } from './serve.ts'

/** The routes as an Express application. Nothing runs before them: what a request needs, its route does. */
export function createApp(routes: readonly Route[], host: Host): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('case sensitive routing')
  app.enable('strict routing')
  app.set('query parser', false)
  for (const route of routes) {
    if (route.method === 'GET') app.get(route.path, serve(route, host))
    else app.post(route.path, serve(route, host))
  }
  app.use(elsewhere(routes, host))
  app.use(unroutable(host))
  return app
}
