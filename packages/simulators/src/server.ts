import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { deliver, type Delivery } from './delivery.ts'
import { type MutableRequest, record, type RecordedRequest } from './recorded-request.ts'

/** One request and what is needed to answer it. */
export interface Turn<Behaviour> {
  readonly request: MutableRequest
  readonly keys: readonly string[]
  readonly serial: number
  /** Takes the next behaviour off the script. */
  next(): Behaviour | undefined
}

export interface SimulatorOptions<Behaviour> {
  /** The keys that are let in. */
  readonly keys?: readonly string[]
  /** Behaviours of the next answers, in order; when they run out the prompt decides. */
  readonly script?: readonly Behaviour[]
}

/** A strict stand-in for a vendor's API on a free port of the loopback. */
export interface Simulator<Behaviour> extends AsyncDisposable {
  /** The base URL, as the vendor's SDK wants it. */
  readonly url: string
  /** All requests so far, the oldest first. */
  readonly requests: readonly RecordedRequest[]
  /** Tokens of answers that were really written, over all requests. */
  readonly tokensSent: number
  /** Connections that are open. */
  readonly connections: number
  /** Puts behaviours of further answers behind those that are waiting. */
  script(...behaviours: readonly Behaviour[]): void
  /** Forgets requests and script, and counts ids from the start again. */
  reset(): void
  close(): Promise<void>
}

export const simulatorKey = 'sk-simulator-0123456789'

/** `basePath` is what the base URL has after the origin. */
export async function startSimulator<Behaviour>(
  answerTo: (turn: Turn<Behaviour>) => Delivery | Promise<Delivery>,
  basePath: string,
  options: SimulatorOptions<Behaviour> = {},
): Promise<Simulator<Behaviour>> {
  const keys = options.keys ?? [simulatorKey]
  const requests: MutableRequest[] = []
  const script = [...(options.script ?? [])]
  let serial = 0
  let connections = 0

  const server = createServer({ keepAliveTimeout: 30_000 }, (incoming, response) => {
    void handle(incoming, response)
  })
  server.on('connection', socket => {
    connections++
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.once('close', () => connections--)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {})
    const entry = await receive(incoming).catch(() => undefined)
    if (!entry) return
    requests.push(entry)
    const delivery = await answerTo({ request: entry, keys, serial: ++serial, next: () => script.shift() })
    await deliver(response, delivery, entry)
  }

  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise<void>(resolve => server.close(() => resolve()))
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${basePath}`,
    requests,
    get tokensSent() {
      return requests.reduce((sum, request) => sum + request.tokensSent, 0)
    },
    get connections() {
      return connections
    },
    script: (...behaviours) => {
      script.push(...behaviours)
    },
    reset: () => {
      requests.length = 0
      script.length = 0
      serial = 0
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function receive(incoming: IncomingMessage): Promise<MutableRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const raw = Buffer.concat(chunks)
  const url = new URL(incoming.url ?? '/', 'http://simulator')
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
  return record({
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    raw,
    body: parsed(raw),
  })
}

function parsed(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}
