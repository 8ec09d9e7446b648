import type { JsonValue } from '../json.ts'

/**
 * The one way out, as a provider sees it: bound to the attempt's signal, deadline, trace and redaction, and to the
 * hosts its plugin declared. A host that was not declared is refused with `permission`.
 */
export interface Http {
  /** For SDKs that take a `fetch` of their own. */
  readonly fetch: typeof globalThis.fetch
  /** The cheap path: resolves at the answer's head, whatever its status. */
  send(request: HttpRequest): Promise<HttpAnswer>
  /** Sends and reads JSON; a status of 400 and above throws what `HttpRequest.error` makes of it. */
  json<T = JsonValue>(request: HttpRequest): Promise<JsonAnswer<T>>
  /** Sends and yields server-sent events; status as in `json`. */
  sse(request: HttpRequest): AsyncIterable<SseEvent>
  /** Sends and yields one value per line; status as in `json`. */
  ndjson<T = JsonValue>(request: HttpRequest): AsyncIterable<T>
  /** Opens a WebSocket. */
  socket(url: string, options?: SocketOptions): Promise<HttpSocket>
}

export interface HttpRequest {
  readonly url: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>
  /** Bytes and text go as they are; `json` is encoded and sets the content type. */
  readonly body?: Uint8Array | string | FormData | AsyncIterable<Uint8Array>
  readonly json?: unknown
  /**
   * `declared` (the default) is for the plugin's own hosts; `artifact` is for vendors' delivery hosts, without credentials;
   * `caller` is for what a caller named, such as a picture: public addresses only, without credentials.
   */
  readonly trust?: 'declared' | 'artifact' | 'caller'
  /** Makes an error of an answer with a status of 400 or above. */
  readonly error?: (answer: FailedAnswer) => Error
}

export interface FailedAnswer {
  readonly status: number
  readonly headers: HttpHeaders
  /** The first 64 KiB of the body. */
  readonly text: string
}

/** Lower-case names; several values of one name are joined by a comma and a space. */
export type HttpHeaders = Readonly<Record<string, string>>

export interface HttpAnswer {
  readonly status: number
  readonly headers: HttpHeaders
  /** The body as it arrives. It can be read once; a reader that stops early ends the exchange. */
  readonly body: AsyncIterable<Uint8Array>
  /** The whole body. */
  bytes(): Promise<Uint8Array>
  text(): Promise<string>
}

export interface JsonAnswer<T = JsonValue> {
  readonly status: number
  readonly headers: HttpHeaders
  readonly value: T
}

export interface SseEvent {
  /** The `event:` field; empty where the vendor names none. */
  readonly event: string
  readonly data: string
  readonly id: string
}

export interface SocketOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly protocols?: readonly string[]
}

export interface HttpSocket {
  send(message: string | Uint8Array): void
  readonly messages: AsyncIterable<string | Uint8Array>
  close(code?: number, reason?: string): void
}
