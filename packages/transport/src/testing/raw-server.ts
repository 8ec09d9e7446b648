import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

export interface RawServer extends AsyncDisposable {
  readonly host: string
  readonly url: string
  readonly port: number
  /** Every connection that was ever made. */
  readonly sockets: readonly Socket[]
  /** The text of every request so far, head and what came with it. */
  readonly requests: readonly string[]
}

/** What a server does with a request: it writes whatever bytes the test is about. */
export type Script = (socket: Socket, request: string, count: number) => void

/** A server of raw bytes on loopback. */
export async function rawServer(script: Script): Promise<RawServer> {
  const server = createServer()
  return scripted(server, 'connection', script)
}

export async function scripted(server: Server, event: string, script: Script): Promise<RawServer> {
  const sockets: Socket[] = []
  const requests: string[] = []
  server.on(event, (socket: Socket) => {
    sockets.push(socket)
    let text = ''
    socket.on('error', () => {})
    socket.on('data', chunk => {
      text += chunk.toString('latin1')
      if (!text.includes('\r\n\r\n')) return
      requests.push(text)
      script(socket, text, requests.length)
      text = ''
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/path`,
    port,
    sockets,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** A whole answer. */
export function reply(
  body: string,
  headers: Readonly<Record<string, string>> = {},
  status = '200 OK',
): string {
  const lines = Object.entries({ 'content-length': String(Buffer.byteLength(body)), ...headers })
  return `HTTP/1.1 ${status}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
}

/** The head of an answer whose body comes in chunks. */
export const chunkedHead =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n'

export function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
}
