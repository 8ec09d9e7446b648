// The best bare relay that can be written on Node: no parsing, no routing, no key, nothing read on the way.
//   node floor-dispatch.ts http://127.0.0.1:PORT
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Dispatcher, Pool } from 'undici'
import { serve } from './child.ts'

const [upstream = ''] = process.argv.slice(2)
const pool = new Pool(upstream, { connections: 256, headersTimeout: 0, bodyTimeout: 0 })
const requestHeaders = { 'content-type': 'application/json', authorization: 'Bearer sk-bench' }

/** Passes an answer on as it comes, and a client's going away back. */
class Relayed implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse
  #controller: Dispatcher.DispatchController | undefined
  #left = -1

  constructor(response: ServerResponse) {
    this.#response = response
    response.on('close', () => {
      if (!response.writableFinished) this.#controller?.abort(new Error('The client has gone away.'))
    })
    response.on('drain', () => this.#controller?.resume())
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Record<string, unknown>): void {
    const { 'content-type': type, 'content-length': length } = headers as Record<string, string | undefined>
    if (length === undefined) this.#response.writeHead(status, ['content-type', type as string])
    else {
      this.#left = Number(length)
      this.#response.writeHead(status, ['content-type', type as string, 'content-length', length])
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#left -= chunk.length
    if (this.#left === 0) this.#response.end(chunk)
    else if (!this.#response.write(chunk)) controller.pause()
  }

  onResponseEnd(): void {
    if (!this.#response.writableEnded) this.#response.end()
  }

  onResponseError(): void {
    this.#response.destroy()
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)
    const path = request.url as string
    pool.dispatch(
      { path, method: 'POST', headers: requestHeaders, body: body as Buffer },
      new Relayed(response),
    )
  })
})
server.keepAliveTimeout = 120_000
server.listen(0, '127.0.0.1')

serve({ port: () => (server.address() as AddressInfo).port })
