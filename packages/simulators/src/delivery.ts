import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import type { MutableRequest } from './recorded-request.ts'

/** A piece of an answer that arrives whole or not at all, unless a fault says otherwise. */
export interface Piece {
  readonly bytes: Buffer
  readonly tokens: number
}

export interface Delivery {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly pieces: Iterable<Piece>
  readonly fault?: Fault
  readonly paceMs?: number
  /** How the vendor writes an event that a fault puts in; without a name unless said. */
  readonly eventOf?: (data: string, kind: 'error' | 'garbage') => string
}

type Cut = Extract<Fault, { after?: number }>

const cutting = new Set<Fault['kind']>(['reset', 'close', 'end', 'hang', 'error-event', 'garbage-event'])

function cutOf(fault: Fault | undefined): Cut | undefined {
  return fault && cutting.has(fault.kind) ? (fault as Cut) : undefined
}

/** Writes an answer, with what goes wrong on the way, and notes what was really written. */
export async function deliver(
  response: ServerResponse,
  delivery: Delivery,
  entry: MutableRequest,
): Promise<void> {
  response.once('close', () => entry.finish(response.writableFinished ? 'sent' : 'client-gone'))
  const cut = cutOf(delivery.fault)
  if (cut && cut.after === undefined && !cut.kind.endsWith('-event')) return cutNow(response, cut.kind, entry)
  entry.status = delivery.status
  response.writeHead(delivery.status, delivery.headers)
  response.flushHeaders()
  let sent = 0
  for (const piece of delivery.pieces) {
    if (cut && sent >= (cut.after ?? 0)) break
    if (delivery.paceMs && sent > 0) await sleep(delivery.paceMs)
    if (!(await write(response, piece.bytes, delivery.fault))) return
    entry.tokensSent += piece.tokens
    entry.eventsSent = ++sent
  }
  if (!cut) {
    response.end()
    return
  }
  const { eventOf = (data: string) => `data: ${data}\n\n` } = delivery
  if (cut.kind === 'garbage-event')
    await write(response, Buffer.from(eventOf('{"id": not json', 'garbage')), undefined)
  if (cut.kind === 'error-event') {
    const body = cut.body ?? {
      error: { message: 'The server had an error.', type: 'server_error', param: null, code: null },
    }
    await write(response, Buffer.from(eventOf(JSON.stringify(body), 'error')), undefined)
  }
  return cutNow(response, cut.kind, entry)
}

async function cutNow(response: ServerResponse, kind: Cut['kind'], entry: MutableRequest): Promise<void> {
  if (kind === 'hang') return
  if (kind === 'end' || kind.endsWith('-event')) {
    response.end()
    return
  }
  // What was written has to reach the peer first: a reset throws away what is still under way.
  await sleep(20)
  entry.finish('cut')
  if (kind === 'reset') response.socket?.resetAndDestroy()
  else response.socket?.destroy()
}

/** False once the client is gone. */
async function write(response: ServerResponse, bytes: Buffer, fault: Fault | undefined): Promise<boolean> {
  for (const slice of slices(bytes, fault)) {
    if (response.destroyed || response.socket?.destroyed) return false
    if (!(await flushed(response, slice))) return false
    if (fault?.kind === 'trickle') await sleep(fault.everyMs)
  }
  return true
}

function flushed(response: ServerResponse, bytes: Buffer): Promise<boolean> {
  return new Promise(resolve => {
    const gone = (): void => resolve(false)
    response.once('close', gone)
    response.write(bytes, error => {
      response.off('close', gone)
      resolve(!error)
    })
  })
}

function* slices(bytes: Buffer, fault: Fault | undefined): Generator<Buffer> {
  if (fault?.kind === 'comments') yield Buffer.from(': nothing to see here\n'.repeat(fault.size))
  const size = fault?.kind === 'split' ? fault.size : fault?.kind === 'trickle' ? 1 : bytes.length
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
