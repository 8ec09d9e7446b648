import { request as ask } from 'node:http'
import { request as askSecurely } from 'node:https'
import type { ServerResponse } from 'node:http'
import { listen } from '../scripted-server/loopback.ts'
import { type ReceivedRequest, receive } from '../scripted-server/received-request.ts'
import { type Reply, reply } from '../scripted-server/reply.ts'
import { write } from '../scripted-server/scripted-server.ts'
import { faulty, isEventStream, type VendorFault } from './vendor-fault.ts'

/**
 * Stands between a plugin and the stand-in of its vendor, so that things go wrong on the way without the stand-in
 * having to know how.
 */
export interface VendorProxy {
  /** What the plugin is given in place of the vendor's own URL, with the same path. */
  readonly url: string
  readonly exchanges: readonly Exchange[]
  /** What becomes of the next requests, until it is set to undefined again. */
  fault: VendorFault | undefined
  /** Whatever comes with the first credential goes on with the second, the one that the stand-in knows. */
  admit(credential: string, as: string): void
  close(): Promise<void>
}

export interface Exchange {
  readonly request: ReceivedRequest
  /** The body that the vendor sent. */
  sent: Uint8Array
  /** Whether that was a stream of events. */
  events: boolean
  /** Resolves when the connection or the answer has ended, whoever ended it. */
  readonly ended: Promise<void>
}

export async function vendorProxy(vendorUrl: string): Promise<VendorProxy> {
  const vendor = new URL(vendorUrl)
  const exchanges: Exchange[] = []
  const known = new Map<string, string>()
  let current: VendorFault | undefined
  let since = 0

  const { origin, close } = await listen((incoming, response) => {
    response.on('error', () => {})
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    response.once('close', resolve)
    void receive(incoming).then(
      async request => {
        const exchange: Exchange = { request, sent: new Uint8Array(), events: false, ended }
        exchanges.push(exchange)
        await answer(exchange, response).catch(() => response.destroy())
      },
      () => response.destroy(),
    )
  })

  async function answer(exchange: Exchange, response: ServerResponse): Promise<void> {
    const fault = faultFor(exchange)
    if (fault?.kind === 'silence') return
    const given =
      fault?.kind === 'answer'
        ? fault.answer(exchange.request)
        : faulty(ledHere(await passedOn(exchange.request)), fault)
    exchange.sent = Buffer.concat(given.chunks)
    exchange.events = isEventStream(given)
    await write(response, given)
  }

  function faultFor(exchange: Exchange): VendorFault | undefined {
    const behind = current?.kind === 'answer' ? (current.behind ?? 0) : 0
    return exchanges.indexOf(exchange) >= since + behind ? current : undefined
  }

  /** Addresses of the stand-in in what it answers, such as that of a finished picture, lead to the proxy too. */
  function ledHere(whole: Reply): Reply {
    const bytes = Buffer.concat(whole.chunks)
    if (!bytes.includes(vendor.origin)) return whole
    return {
      ...whole,
      chunks: [Buffer.from(bytes.toString('latin1').replaceAll(vendor.origin, origin), 'latin1')],
    }
  }

  /** What the vendor answers to the same request, all of it. */
  function passedOn({ method, path, headers, body }: ReceivedRequest): Promise<Reply> {
    const url = new URL(path, vendor.origin)
    const { 'accept-encoding': _, ...rest } = headers
    const asKnown = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, admitted(value)]))
    return new Promise((resolve, reject) => {
      const send = url.protocol === 'https:' ? askSecurely : ask
      const outgoing = send(
        new URL(admitted(url.href)),
        { method, headers: { ...asKnown, host: vendor.host } },
        incoming => {
          const chunks: Uint8Array[] = []
          incoming.on('data', (chunk: Uint8Array) => chunks.push(chunk))
          incoming.once('error', reject)
          incoming.once('end', () => {
            const {
              'content-length': _,
              'transfer-encoding': __,
              connection: ___,
              ...kept
            } = incoming.headers
            resolve({
              ...reply('', { status: incoming.statusCode ?? 502, headers: kept as Record<string, string> }),
              chunks,
            })
          })
        },
      )
      outgoing.once('error', reject)
      outgoing.end(body)
    })
  }

  function admitted(text: string): string {
    let result = text
    for (const [credential, as] of known) result = result.replaceAll(credential, as)
    return result
  }

  return {
    url: `${origin}${vendor.pathname.replace(/\/$/, '')}`,
    exchanges,
    get fault() {
      return current
    },
    set fault(fault) {
      current = fault
      since = exchanges.length
    },
    admit: (credential, as) => void known.set(credential, as),
    close,
  }
}
