import {
  type Attempt,
  type FailedAnswer,
  type HttpAnswer,
  type HttpHeaders,
  type HttpRequest,
  LucidError,
} from '@lucid-gateway/core'
import {
  type ErrorWords,
  errorFromStatus,
  readErrorBody,
  readProviderError,
} from '@lucid-gateway/provider-kit'
import type { Connection } from './vendor.ts'

/** Makes requests to an account's vendor. */
export class Endpoint<Credentials> {
  readonly #connection: Connection<Credentials>
  readonly #base: string
  readonly #words: ErrorWords | undefined
  /** Makes an error of an answer whose status says so. */
  readonly errorOf: (answer: FailedAnswer) => LucidError

  constructor(connection: Connection<Credentials>, words?: ErrorWords) {
    this.#connection = connection
    this.#words = words
    this.#base = connection.baseUrl.replace(/\/+$/, '')
    this.errorOf = answer => readProviderError(answer, words)
  }

  /** Makes an error of the `error` in an answer whose status says nothing of it. */
  errorIn(headers: HttpHeaders): (error: unknown) => LucidError {
    return error => this.#errorOfText(JSON.stringify({ error }), headers)
  }

  get(path: string, attempt: Attempt<Credentials>): HttpRequest {
    return { url: this.#base + path, method: 'GET', headers: this.#headers(attempt), error: this.errorOf }
  }

  post(path: string, body: Uint8Array | string, attempt: Attempt<Credentials>): HttpRequest {
    const headers = { ...this.#headers(attempt), 'content-type': 'application/json' }
    return { url: this.#base + path, method: 'POST', headers, body, error: this.errorOf }
  }

  /** Posts; resolves at the head of an answer that is a success. */
  async send(path: string, body: Uint8Array | string, attempt: Attempt<Credentials>): Promise<HttpAnswer> {
    const answer = await attempt.http.send(this.post(path, body, attempt))
    if (answer.status < 300) return answer
    throw this.errorOf({ status: answer.status, headers: answer.headers, text: await startOf(answer) })
  }

  /** Posts; resolves at the head of a stream of events. */
  async stream(path: string, body: Uint8Array | string, attempt: Attempt<Credentials>): Promise<HttpAnswer> {
    const answer = await this.send(path, body, attempt)
    if (!answer.headers['content-type']?.includes('json')) return answer
    // A vendor that answers in one piece where a stream was asked for has most often an error to tell.
    throw this.#errorOfText(await startOf(answer), answer.headers)
  }

  #errorOfText(text: string, headers: HttpHeaders): LucidError {
    return readProviderError({ status: 200, headers, text }, this.#words)
  }

  #headers(attempt: Attempt<Credentials>): Readonly<Record<string, string>> {
    return this.#connection.headers(attempt.credentials)
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
