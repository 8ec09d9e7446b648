import type { ServerResponse } from 'node:http'
import { listen } from './loopback.ts'
import { type ReceivedRequest, receive } from './received-request.ts'
import { json, type Reply } from './reply.ts'

/**
 * What to answer, by `METHOD /path` without the query. A list is answered in order, its last entry from then on; a
 * function is asked each time.
 */
export type Routes = Readonly<Record<string, Answer | readonly Answer[]>>
export type Answer = Reply | ((request: ReceivedRequest) => Reply | Promise<Reply>)

/** A vendor that answers by a script, on a free port of the loopback. */
export interface ScriptedServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, to be given to the plugin as its base URL. */
  readonly url: string
  /** All requests so far, the oldest first. */
  readonly requests: readonly ReceivedRequest[]
  /** Those that no route was there for; they were answered with 404. */
  readonly unexpected: readonly ReceivedRequest[]
  /** Puts other answers in a route's place, or adds a route. */
  on(route: string, ...answers: readonly Answer[]): void
  close(): Promise<void>
}

export async function scriptedServer(routes: Routes): Promise<ScriptedServer> {
  const scripts = new Map<string, Answer[]>()
  const requests: ReceivedRequest[] = []
  const unexpected: ReceivedRequest[] = []
  for (const [route, answers] of Object.entries(routes)) scripts.set(route, [answers].flat() as Answer[])

  const { origin, close } = await listen((incoming, response) => {
    response.on('error', () => {})
    void receive(incoming).then(
      async request => {
        requests.push(request)
        await write(response, await answerTo(request))
      },
      () => response.destroy(),
    )
  })

  async function answerTo(request: ReceivedRequest): Promise<Reply> {
    const route = `${request.method} ${request.path.split('?')[0]}`
    const script = scripts.get(route)
    const answer = script && script.length > 1 ? script.shift() : script?.[0]
    if (!answer) {
      unexpected.push(request)
      return json({ error: { message: `No route "${route}"; there are ${known()}.` } }, { status: 404 })
    }
    return typeof answer === 'function' ? answer(request) : answer
  }

  function known(): string {
    return [...scripts.keys()].map(route => `"${route}"`).join(', ') || 'none'
  }

  return {
    url: origin,
    requests,
    unexpected,
    on: (route, ...answers) => void scripts.set(route, [...answers]),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Writes a reply chunk by chunk, each flushed before the next. */
export async function write(response: ServerResponse, reply: Reply): Promise<void> {
  const nothing = reply.ending !== 'end' && reply.chunks.length === 0
  if (!nothing) {
    response.writeHead(reply.status, reply.headers)
    response.flushHeaders()
    for (const chunk of reply.chunks) if (!(await flushed(response, chunk))) return
  }
  if (reply.ending === 'end') response.end()
  if (reply.ending === 'cut') response.destroy()
}

/** False once the client is gone. */
function flushed(response: ServerResponse, chunk: Uint8Array): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false)
  return new Promise(resolve => {
    const gone = (): void => resolve(false)
    response.once('close', gone)
    response.write(chunk, error => {
      response.off('close', gone)
      resolve(!error)
    })
  })
}
