import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Log } from '@lucid-gateway/core'

/** How many requests of one connection may be under way. Clients that pipeline at all send a few ahead of the answers. */
const mostUnderWay = 32

/** Node hands on each request of a connection as it comes, however many still wait for their answer: too many end it. */
export function limitPipelining(listener: RequestListener, log: Log): RequestListener {
  const underWay = new WeakMap<Socket, number>()

  function left(this: ServerResponse<IncomingMessage>): void {
    const { socket } = this.req
    underWay.set(socket, (underWay.get(socket) ?? 1) - 1)
  }

  return (request, response) => {
    const { socket } = request
    // What else was in the bytes that were read is still parsed.
    if (socket.destroyed) return
    const count = underWay.get(socket) ?? 0
    if (count >= mostUnderWay) {
      log.warn('a connection was cut off: it sent too many requests ahead of their answers', {
        peer: socket.remoteAddress,
        limit: mostUnderWay,
      })
      socket.destroy()
      return
    }
    underWay.set(socket, count + 1)
    response.on('close', left)
    listener(request, response)
  }
}
