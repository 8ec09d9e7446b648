import type {
  Http,
  HttpAnswer,
  HttpRequest,
  HttpSocket,
  JsonAnswer,
  SocketOptions,
  SseEvent,
} from '@lucid-gateway/core'

/** A way out that asks first: `check` throws what keeps a request from being sent. */
export class GuardedHttp implements Http {
  readonly #http: Http
  readonly #check: () => void

  constructor(http: Http, check: () => void) {
    this.#http = http
    this.#check = check
  }

  get fetch(): Http['fetch'] {
    return async (input, init) => {
      this.#check()
      return this.#http.fetch(input, init)
    }
  }

  async send(request: HttpRequest): Promise<HttpAnswer> {
    this.#check()
    return this.#http.send(request)
  }

  async json<T>(request: HttpRequest): Promise<JsonAnswer<T>> {
    this.#check()
    return this.#http.json<T>(request)
  }

  sse(request: HttpRequest): AsyncIterable<SseEvent> {
    this.#check()
    return this.#http.sse(request)
  }

  ndjson<T>(request: HttpRequest): AsyncIterable<T> {
    this.#check()
    return this.#http.ndjson<T>(request)
  }

  async socket(url: string, options?: SocketOptions): Promise<HttpSocket> {
    this.#check()
    return this.#http.socket(url, options)
  }
}
