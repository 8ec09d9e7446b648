import type {
  Attempt,
  FailedAnswer,
  HttpAnswer,
  HttpHeaders,
  HttpRequest,
  JsonAnswer,
  LucidError,
} from '@lucid-gateway/core'
import { type ErrorWords, hideSecrets, readProviderError } from '@lucid-gateway/provider-kit'
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

  get(path: string, attempt: Attempt<Credentials>): HttpRequest {
    return {
      url: this.#base + path,
      method: 'GET',
      headers: this.#connection.headers(attempt.credentials),
      error: answer => this.#errorOf(answer, attempt),
    }
  }

  /** Posts and reads JSON. */
  json(path: string, body: string, attempt: Attempt<Credentials>): Promise<JsonAnswer<unknown>> {
    return attempt.http.json<unknown>(this.#post(path, body, attempt))
  }

  /** Posts; resolves at the head of an answer that is a success. */
  async send(path: string, body: Uint8Array | string, attempt: Attempt<Credentials>): Promise<HttpAnswer> {
    const answer = await attempt.http.send(this.#post(path, body, attempt))
    if (answer.status < 300) return answer
    throw await this.#errorOfAnswer(answer, attempt)
  }

  /** Asks without a body; resolves at the head of an answer that is a success. */
  async ask(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    attempt: Attempt<Credentials>,
  ): Promise<HttpAnswer> {
    const answer = await attempt.http.send({ ...this.get(path, attempt), method })
    if (answer.status < 300) return answer
    throw await this.#errorOfAnswer(answer, attempt)
  }

  /** Posts; resolves at the head of a stream of events. */
  async stream(path: string, body: Uint8Array | string, attempt: Attempt<Credentials>): Promise<HttpAnswer> {
    const answer = await this.send(path, body, attempt)
    if (!answer.headers['content-type']?.includes('json')) return answer
    // A vendor that answers in one piece where a stream was asked for has most often an error to tell.
    throw await this.#errorOfAnswer(answer, attempt)
  }

  #post(path: string, body: Uint8Array | string, attempt: Attempt<Credentials>): HttpRequest {
    return {
      url: this.#base + path,
      method: 'POST',
      headers: this.#postHeaders(attempt.credentials),
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

  async #errorOfAnswer(answer: HttpAnswer, attempt: Attempt<Credentials>): Promise<LucidError> {
    const { status, headers } = answer
    return this.#errorOf({ status, headers, text: await startOf(answer) }, attempt)
  }

  #errorOf(answer: FailedAnswer, attempt: Attempt<Credentials>): LucidError {
    const text = hideSecrets(answer.text, attempt.credentials)
    return readProviderError({ ...answer, text }, this.#words)
  }
}

const excerptBytes = 64 * 1024

/** The beginning of a body; a reader that stops early ends the exchange. */
async function startOf(answer: HttpAnswer): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of answer.body) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= excerptBytes) break
  }
  return Buffer.concat(chunks).subarray(0, excerptBytes).toString('utf8')
}
