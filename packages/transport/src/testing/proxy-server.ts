import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

export interface ProxyServer extends AsyncDisposable {
  readonly port: number
  /** The target and credentials of every CONNECT. */
  readonly connects: readonly { readonly target: string; readonly credentials: string | undefined }[]
}

/** A proxy that leads every tunnel to one port of loopback, whatever was asked for; or answers with `status`. */
export async function proxyServer(port: number, status = 200): Promise<ProxyServer> {
  const connects: { target: string; credentials: string | undefined }[] = []
  const sockets: Socket[] = []
  const server = createServer()
  server.on('connect', (request, socket: Socket) => {
    connects.push({ target: request.url ?? '', credentials: request.headers['proxy-authorization'] })
    sockets.push(socket)
    socket.on('error', () => {})
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    sockets.push(onward)
    onward.on('error', () => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    connects,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
