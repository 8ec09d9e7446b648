// A vendor that answers at once. Tells its port, and what it saw, over IPC.
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { abandoned, completion, script } from './completions.ts'
import { serve } from './child.ts'
import { message, messageEnd, messageEvents } from './messages.ts'

const answerHead = {
  'content-type': 'application/json',
  'x-request-id': 'req_bench',
}
const streamHead = { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'req_bench' }
const paceMs = 1
const slowMs = 250

const goneAt = new Map<string, bigint>()

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => answer(request, response, Buffer.concat(chunks).toString()))
})
server.keepAliveTimeout = 120_000
server.listen(0, '127.0.0.1')

function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const ofMessages = request.url?.endsWith('/messages') === true
  if (!body.includes('"stream":true')) {
    const whole = ofMessages ? message : completion
    response.writeHead(200, { ...answerHead, 'content-length': whole.length })
    response.end(whole)
    return
  }
  if (ofMessages) {
    response.writeHead(200, streamHead)
    streams.push({ response, events: messageEvents, terminator: messageEnd, next: 0 })
    return tickLater()
  }
  const events = body.includes('"include_usage":true') ? [...script.events, script.usage] : script.events
  const mark = body.indexOf(abandoned)
  response.writeHead(200, streamHead)
  if (mark === -1) streams.push({ response, events, terminator: script.terminator, next: 0 })
  else trickle(response, events, body.slice(mark, body.indexOf('"', mark)))
  tickLater()
}

interface Streaming {
  readonly response: ServerResponse
  readonly events: readonly Buffer[]
  readonly terminator: Buffer
  next: number
}

const streams: Streaming[] = []
let ticking: NodeJS.Timeout | undefined

/** One event of each stream a tick, as tokens come: each is a packet of its own. */
function tick(): void {
  for (let at = streams.length - 1; at >= 0; at--) {
    const stream = streams[at] as Streaming
    const event = stream.events[stream.next++]
    if (event) stream.response.write(event)
    else {
      stream.response.end(stream.terminator)
      streams.splice(at, 1)
    }
  }
  if (streams.length > 0) return
  clearInterval(ticking)
  ticking = undefined
}

function tickLater(): void {
  ticking ??= setInterval(tick, paceMs)
}

function trickle(response: ServerResponse, events: readonly Buffer[], id: string): void {
  let next = 0
  const send = (): unknown => response.write(events[next++ % events.length])
  send()
  send()
  const timer = setInterval(send, slowMs)
  response.once('close', () => {
    clearInterval(timer)
    goneAt.set(id, process.hrtime.bigint())
  })
}

serve({
  port: () => (server.address() as AddressInfo).port,
  goneAt: (id: string) => goneAt.get(id)?.toString(),
})
