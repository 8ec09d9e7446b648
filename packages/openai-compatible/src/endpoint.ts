import type {
  Attempt,
  FailedAnswer,
  HttpAnswer,
  HttpHeaders,
  JsonAnswer,
  LucidError,
} from '@lucid-gateway/core'
import {
  type ErrorWords,
  hideSecrets,
  type JudgedRequest,
  readProviderError,
  sendForStream,
  sendRequest,
} from '@lucid-gateway/provider-kit'
import type { Connection } from './vendor.ts'

/** Makes requests to an account's vendor, and errors of its refusals. */
export class Endpoint<Credentials extends object> {
  readonly #connection: Connection<Credentials>
  readonly #base: string
  readonly #words: ErrorWords | undefined
  /** An account's credentials are one object, so that its headers need to be made once. */
  readonly #headers = new WeakMap<Credentials, Readonly<Record<string, string>>>()

  constructor(connection: Connection<Credentials>, words?: ErrorWords) {
    this.#connection = connection
    this.#words = words
    this.#base = connection.baseUrl.replace(/\/+$/, '')
  }

  /** Makes an error of the `error` in an answer whose status says nothing of it. */
  errorIn(headers: HttpHeaders, attempt: Attempt<Credentials>): (error: unknown) => LucidError {
    return error => this.#errorOf({ status: 200, headers, text: JSON.stringify({ error }) }, attempt)
  }

  get(path: string, attempt: Attempt<Credentials>): JudgedRequest {
    return {
      url: this.#base + path,
      method: 'GET',
      headers: this.#connection.headers(attempt.credentials),
      error: answer => this.#errorOf(answer, attempt),
    }
  }

  /** Posts JSON or a form, and reads JSON. */
  json(path: string, body: string | FormData, attempt: Attempt<Credentials>): Promise<JsonAnswer<unknown>> {
    return attempt.http.json<unknown>(this.#post(path, body, attempt))
  }

  /** Posts; resolves at the head of an answer that is a success. */
  send(path: string, body: Uint8Array | string, attempt: Attempt<Credentials>): Promise<HttpAnswer> {
    return sendRequest(attempt.http, this.#post(path, body, attempt))
  }

  /** Asks without a body; resolves at the head of an answer that is a success. */
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, attempt: Attempt<Credentials>): Promise<HttpAnswer> {
    return sendRequest(attempt.http, { ...this.get(path, attempt), method })
  }

  /** Posts; resolves at the head of a stream of events. */
  stream(
    path: string,
    body: Uint8Array | string | FormData,
    attempt: Attempt<Credentials>,
  ): Promise<HttpAnswer> {
    return sendForStream(attempt.http, this.#post(path, body, attempt))
  }

  #post(path: string, body: Uint8Array | string | FormData, attempt: Attempt<Credentials>): JudgedRequest {
    const isForm = body instanceof FormData
    return {
      url: this.#base + path,
      method: 'POST',
      // A form says itself what it is.
      headers: isForm
        ? this.#connection.headers(attempt.credentials)
        : this.#postHeaders(attempt.credentials),
      body,
      error: answer => this.#errorOf(answer, attempt),
    }
  }

  #postHeaders(credentials: Credentials): Readonly<Record<string, string>> {
    const known = this.#headers.get(credentials)
    if (known) return known
    const headers = { ...this.#connection.headers(credentials), 'content-type': 'application/json' }
    this.#headers.set(credentials, headers)
    return headers
  }

  #errorOf(answer: FailedAnswer, attempt: Attempt<Credentials>): LucidError {
    const text = hideSecrets(answer.text, attempt.credentials)
    return readProviderError({ ...answer, text }, this.#words)
  }
}
