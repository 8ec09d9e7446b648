import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Received {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Receiver extends AsyncDisposable {
  readonly host: string
  readonly url: string
  /** All that came, in order. */
  readonly received: readonly Received[]
  /** The most that were being answered at once. */
  readonly most: () => number
  /** Resolves once so many have come. */
  came(many: number): Promise<void>
}

/** Answers the nth webhook that comes; nothing at all where it does not end the answer. */
export type Reply = (answer: ServerResponse, number: number, request: IncomingMessage) => void

/** Somebody who is told of jobs, on loopback. */
export async function receiver(reply: Reply): Promise<Receiver> {
  const received: Received[] = []
  const waiting = new Set<{ readonly many: number; readonly resolve: () => void }>()
  let [now, most] = [0, 0]
  const server = createServer((request, answer) => {
    most = Math.max(most, ++now)
    answer.once('close', () => now--)
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (text: string) => (body += text))
    request.on('end', () => {
      received.push({ headers: request.headers as Record<string, string>, body })
      reply(answer, received.length, request)
      for (const { many, resolve } of waiting) if (received.length >= many) resolve()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    url: `http://${host}/hooks?for=jobs`,
    received,
    most: () => most,
    came(many) {
      const { promise, resolve } = Promise.withResolvers<void>()
      if (received.length >= many) resolve()
      else waiting.add({ many, resolve })
      return promise
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
