import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

/** What a line does with one request: loses its answer, or cuts it after so many bytes. */
type Fault = 'lose' | { readonly cutAfter: number }

/** A line to a gateway that can be told to fail. */
export interface FaultyLine extends AsyncDisposable {
  readonly url: string
  /** What becomes of the next requests, in order; those after them pass. */
  readonly faults: Fault[]
  /** The heads of all that was sent. */
  readonly requests: IncomingMessage[]
}

export async function faultyLine(target: string): Promise<FaultyLine> {
  const faults: Fault[] = []
  const requests: IncomingMessage[] = []
  const server = createServer((incoming, outgoing) => {
    requests.push(incoming)
    pass(incoming, outgoing, target, faults.shift())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: string,
  fault: Fault | undefined,
): void {
  const { method, headers, url = '' } = incoming
  const host = new URL(target).host
  const upstream = request(target + url, { method, headers: { ...headers, host } }, answer => {
    // Lost once the gateway has answered: what was asked for is done by then.
    if (fault === 'lose') return void answer.resume().on('end', () => outgoing.destroy())
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    let left = fault?.cutAfter ?? Infinity
    answer.on('data', (chunk: Buffer) => {
      if (left <= 0) return
      const isLast = chunk.length >= left
      outgoing.write(chunk.subarray(0, left), () => isLast && outgoing.socket?.end())
      left -= chunk.length
    })
    answer.on('end', () => left > 0 && outgoing.end())
  })
  upstream.on('error', () => outgoing.destroy())
  outgoing.on('close', () => upstream.destroy())
  incoming.pipe(upstream)
}
