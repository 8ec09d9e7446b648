import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** A server of the inside that nothing may reach: whoever connects to it has been led there. */
export interface CanaryServer extends AsyncDisposable {
  readonly port: number
  /** `127.0.0.1` and the port. */
  readonly host: string
  /** Every connection that was ever made. None is what a guard's test wants. */
  readonly connections: number
}

const answer =
  'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 6\r\nconnection: close\r\n\r\ninside'

/** On loopback, by IPv4 and where the machine has it by IPv6 too, at one port. */
export async function startCanaryServer(): Promise<CanaryServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  const open = (): Server =>
    createServer(socket => {
      connections++
      sockets.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => sockets.delete(socket))
      socket.once('data', () => socket.end(answer))
    })

  const server = open().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const other = open().listen(port, '::1')
  const has6 = await once(other, 'listening').then(
    () => true,
    () => false,
  )
  return {
    port,
    host: `127.0.0.1:${port}`,
    get connections() {
      return connections
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await Promise.all((has6 ? [server, other] : [server]).map(one => new Promise(done => one.close(done))))
    },
  }
}
