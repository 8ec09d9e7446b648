import { type HttpSocket, LucidError, type SocketOptions } from '@lucid-gateway/core'
import { WebSocket } from 'undici'
import { errorOfStatus } from './failed-answer.ts'
import { cancelled, fromNetwork, timedOut } from './failure.ts'
import { Handshake } from './handshake.ts'
import { Inbox, type InboxSource } from './inbox.ts'
import { redact } from './redact.ts'
import { headerList } from './request-head.ts'
import type { ScopedHttp } from './scoped-http.ts'
import type { Watched } from './watch.ts'

const noBody = Object.freeze({ body: null, contentType: '', form: false })
/** What may wait to be sent to a slow peer. */
const mostUnsent = 16 * 1024 * 1024
/** How long a peer may take to answer a close. */
const closeMs = 3_000
const normalCloses = new Set([1000, 1001, 1005])

export function openSocket(http: ScopedHttp, url: string, options: SocketOptions): Promise<HttpSocket> {
  try {
    return new OpenSocket(http, url, options).opened
  } catch (error) {
    return Promise.reject(error as Error)
  }
}

/** A WebSocket over the same pools, checks and redaction as everything else. */
class OpenSocket implements HttpSocket, Watched, InboxSource {
  readonly opened: Promise<HttpSocket>
  readonly messages: Inbox<string | Uint8Array> = new Inbox(this)
  readonly deadline: number
  dueAt: number
  slot = 0
  readonly #http: ScopedHttp
  readonly #host: string
  readonly #handshake: Handshake
  readonly #socket: WebSocket
  readonly #open: (socket: HttpSocket) => void
  readonly #refuse: (error: LucidError) => void
  readonly #onAbort = () => this.#end(cancelled(this.#host, this.#connected))
  #over = false
  #connected = false
  #closing = false

  constructor(http: ScopedHttp, url: string, options: SocketOptions) {
    const target = http.wayOut.targets.parse(url)
    const headers = headerList(options.headers, [], noBody, http.trusts.declared)
    const origin = http.admit(target, http.trusts.declared)
    this.#http = http
    this.#host = target.host
    this.#handshake = new Handshake(origin.dispatcher)
    this.deadline = http.scope.deadline
    this.dueAt = http.wayOut.watch.in(http.timeouts.connect + http.timeouts.firstByte)
    const { promise, resolve, reject } = Promise.withResolvers<HttpSocket>()
    this.opened = promise
    this.#open = resolve
    this.#refuse = reject
    this.#socket = connect(target.origin + target.path, headers, options.protocols ?? [], this.#handshake)
    this.#socket.addEventListener('open', () => this.#opened())
    this.#socket.addEventListener('message', event => this.messages.push(received(event)))
    this.#socket.addEventListener('close', event => this.#closed(event))
    http.scope.signal.addEventListener('abort', this.#onAbort)
    http.wayOut.watch.add(this)
    http.wayOut.sockets.add(this)
  }

  expire(why: 'due' | 'deadline'): void {
    if (this.#closing) return this.#end(undefined)
    this.#end(timedOut(this.#host, why === 'due' ? 'connect_timeout' : why, this.#connected))
  }

  send(message: string | Uint8Array): void {
    if (this.#over)
      throw new LucidError('network', `The WebSocket to ${this.#host} is closed.`, { reason: 'closed' })
    if (this.#socket.bufferedAmount > mostUnsent) throw tooSlow(this.#host)
    this.#socket.send(message)
  }

  close(code?: number, reason?: string): void {
    if (this.#over) return
    try {
      this.#socket.close(code, reason)
      this.#closing = true
      this.dueAt = this.#http.wayOut.watch.in(closeMs)
    } catch {
      throw new LucidError(
        'invalid_request',
        `A WebSocket cannot be closed with the code ${code} and that reason.`,
        {
          reason: 'close_code',
          hint: 'Use 1000 or a code from 3000 to 4999, and a reason of at most 123 bytes.',
        },
      )
    }
  }

  pause(): void {
    this.#handshake.socket?.pause()
  }

  resume(): void {
    this.#handshake.socket?.resume()
  }

  /** Nobody reads on, or the transport closes. */
  stop(): void {
    this.#end(undefined)
  }

  #opened(): void {
    this.#connected = true
    this.dueAt = Infinity
    this.#open(this)
  }

  #closed(event: CloseEvent): void {
    if (!this.#connected) this.#end(this.#whyRefused())
    else if (normalCloses.has(event.code)) this.#end(undefined)
    else this.#end(this.#broken(event.code, event.reason))
  }

  #whyRefused(): LucidError {
    const { status, cause, written } = this.#handshake
    const { secrets } = this.#http
    if (status >= 300) return errorOfStatus({ status, headers: {}, text: '' }, this.#host)
    return fromNetwork(cause ?? new Error('no WebSocket'), {
      host: this.#host,
      secrets,
      written,
      head: false,
    })
  }

  #broken(code: number, said: string): LucidError {
    const reason = said === '' ? '' : `: ${redact(said, this.#http.secrets)}`
    return new LucidError('network', `${this.#host} closed the WebSocket with the code ${code}${reason}.`, {
      reason: code === 1006 ? 'truncated' : 'closed',
      details: { code },
    })
  }

  /** Once: a clean end without an error; the connection is cut if it is still there. */
  #end(error: LucidError | undefined): void {
    if (this.#over) return
    this.#over = true
    const { scope, wayOut } = this.#http
    scope.signal.removeEventListener('abort', this.#onAbort)
    wayOut.watch.delete(this)
    wayOut.sockets.delete(this)
    if (error === undefined) this.messages.end()
    else this.messages.fail(error)
    this.#refuse(error ?? cancelled(this.#host, this.#connected))
    this.#handshake.abandon(error ?? new Error('closed'))
  }
}

function connect(
  url: string,
  headers: readonly string[],
  protocols: readonly string[],
  dispatcher: Handshake,
): WebSocket {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), {
    headers: pairsOf(headers),
    protocols: [...protocols],
    dispatcher,
  })
  socket.binaryType = 'arraybuffer'
  return socket
}

function pairsOf(list: readonly string[]): [name: string, value: string][] {
  return list.flatMap((name, index) => (index % 2 === 0 ? [[name, list[index + 1] ?? '']] : []))
}

function received(event: MessageEvent): string | Uint8Array {
  const data = event.data as string | ArrayBuffer
  return typeof data === 'string' ? data : new Uint8Array(data)
}

function tooSlow(host: string): LucidError {
  return new LucidError('overloaded', `${host} takes the messages of the WebSocket too slowly.`, {
    reason: 'slow_peer',
    billed: 'unknown',
  })
}
