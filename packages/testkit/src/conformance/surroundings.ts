import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'

/** What a plugin did beside the way out that it was handed. */
export interface Surroundings {
  readonly plugin: string
  /** Each a sentence. */
  readonly strayed: string[]
}

interface Scope {
  readonly surroundings: Surroundings
  /** True inside `attempt.http`, where connections are the gateway's own. */
  readonly wayOut: boolean
}

const current = new AsyncLocalStorage<Scope>()

/** Runs code of a plugin: whatever it begins is known to be its own, now and later. */
export function asPlugin<T>(surroundings: Surroundings, code: () => T): T {
  watchNetwork()
  return current.run({ surroundings, wayOut: false }, code)
}

/** Runs what a plugin asked of its way out. */
export function asWayOut<T>(surroundings: Surroundings, code: () => T): T {
  return current.run({ surroundings, wayOut: true }, code)
}

/** Whose code is running, if it is a plugin's and not its way out. */
export function pluginRunning(): Surroundings | undefined {
  const scope = current.getStore()
  return scope && !scope.wayOut ? scope.surroundings : undefined
}

let watching = false

/** Node tells of connections on these channels, in the context of the code that asks for them. */
function watchNetwork(): void {
  if (watching) return
  watching = true
  subscribe('http.client.request.start', message => {
    const { request } = message as { request: { host?: string; path?: string } }
    stray(`node:http to ${String(request.host)}${String(request.path)}`)
  })
  subscribe('undici:request:create', message => {
    const { request } = message as { request: { origin?: unknown; path?: string } }
    stray(`the global fetch to ${String(request.origin)}${String(request.path)}`)
  })
  subscribe('net.client.socket', () => {
    // Both of the above open sockets too; they have been told of already.
    if (!/\bundici\b|node:_http_|node:http/.test(new Error('who').stack ?? '')) stray('a socket of its own')
  })
}

function stray(what: string): void {
  pluginRunning()?.strayed.push(what)
}
