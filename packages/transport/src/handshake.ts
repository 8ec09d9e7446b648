import type { Duplex } from 'node:stream'
import { Dispatcher } from 'undici'

/** Stands between a WebSocket and its pool, and sees what the WebSocket does not show: status, socket and cause. */
export class Handshake extends Dispatcher {
  /** Zero until the upstream answered. */
  status = 0
  /** The connection itself, once it is a WebSocket's. */
  socket: Duplex | undefined
  /** What the pool says went wrong. */
  cause: unknown
  /** What the WebSocket reads its limits from. */
  readonly webSocketOptions: unknown
  readonly #pool: Dispatcher
  #controller: Dispatcher.DispatchController | undefined
  #abandoned: Error | undefined

  constructor(pool: Dispatcher) {
    super()
    this.#pool = pool
    this.webSocketOptions = (pool as { webSocketOptions?: unknown }).webSocketOptions
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    return this.#pool.dispatch(options, new Overheard(this, handler))
  }

  /** Bytes of the request may have reached the upstream. */
  get written(): boolean {
    return this.#controller !== undefined
  }

  /** The request is about to be written. One that was given up leaves its connection to the next one. */
  start(controller: Dispatcher.DispatchController): void {
    if (this.#abandoned !== undefined) throw this.#abandoned
    this.#controller = controller
  }

  /** Cuts the connection, whichever state it is in. */
  abandon(reason: Error): void {
    this.#abandoned = reason
    this.#controller?.abort(reason)
    this.socket?.destroy()
  }
}

/** The WebSocket's own handler, overheard. */
class Overheard implements Dispatcher.DispatchHandler {
  readonly #handshake: Handshake
  readonly #handler: Dispatcher.DispatchHandler

  constructor(handshake: Handshake, handler: Dispatcher.DispatchHandler) {
    this.#handshake = handshake
    this.#handler = handler
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#handshake.start(controller)
    this.#handler.onRequestStart?.(controller, context)
  }

  onRequestUpgrade(...[controller, status, headers, socket]: Upgraded): void {
    this.#handshake.status = status
    this.#handshake.socket = socket
    this.#handler.onRequestUpgrade?.(controller, status, headers, socket)
  }

  onResponseStart(...[controller, status, headers, text]: Started): void {
    if (status >= 200) this.#handshake.status = status
    this.#handler.onResponseStart?.(controller, status, headers, text)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#handler.onResponseData?.(controller, chunk)
  }

  onResponseEnd(...[controller, trailers]: Ended): void {
    this.#handler.onResponseEnd?.(controller, trailers)
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    this.#handshake.cause = error
    this.#handler.onResponseError?.(controller, error)
  }
}

type Upgraded = Parameters<NonNullable<Dispatcher.DispatchHandler['onRequestUpgrade']>>
type Started = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>
type Ended = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseEnd']>>
