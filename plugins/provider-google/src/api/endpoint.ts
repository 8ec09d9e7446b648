import {
  type Attempt,
  type FailedAnswer,
  type HttpAnswer,
  type HttpHeaders,
  type HttpRequest,
  type JsonAnswer,
  type JsonValue,
  LucidError,
} from '@lucid-gateway/core'
import type { GoogleCredentials } from '../auth/credential.ts'
import { readGoogleError } from '../errors.ts'
import type { Access } from './access.ts'

type GoogleAttempt = Attempt<GoogleCredentials>

/** Makes requests to an account's API, and errors of its refusals. */
export class Endpoint {
  readonly access: Access

  constructor(access: Access) {
    this.access = access
  }

  /** Makes an error of the `error` in an answer whose status says nothing of it. */
  errorIn(headers: HttpHeaders, attempt: GoogleAttempt): (error: JsonValue) => LucidError {
    return error =>
      readGoogleError({ status: 200, headers, text: JSON.stringify({ error }) }, attempt.credentials)
  }

  /** A page of the list of models. */
  async list(query: string, attempt: GoogleAttempt): Promise<JsonAnswer<unknown>> {
    const request = await this.#request(attempt)
    return attempt.http.json<unknown>({ ...request, url: this.access.list + query })
  }

  /** Posts and reads JSON. */
  async json(path: string, body: object, attempt: GoogleAttempt): Promise<JsonAnswer<unknown>> {
    return attempt.http.json<unknown>(await this.#post(path, JSON.stringify(body), attempt))
  }

  /** Posts; resolves at the head of an answer that is a success. */
  async send(path: string, body: Uint8Array | string, attempt: GoogleAttempt): Promise<HttpAnswer> {
    const request = await this.#post(path, body, attempt)
    const answer = await attempt.http.send(request)
    if (answer.status < 300) return answer
    throw await errorOf(answer, request)
  }

  /** Posts; resolves at the head of a stream of events. */
  async stream(path: string, body: Uint8Array | string, attempt: GoogleAttempt): Promise<HttpAnswer> {
    const answer = await this.send(path, body, attempt)
    if (!answer.headers['content-type']?.includes('json')) return answer
    // A vendor that answers in one piece where a stream was asked for has most often an error to tell.
    const text = await startOf(answer)
    throw readGoogleError({ status: answer.status, headers: answer.headers, text }, attempt.credentials)
  }

  async #post(path: string, body: Uint8Array | string, attempt: GoogleAttempt): Promise<GoogleRequest> {
    const { headers, ...request } = await this.#request(attempt)
    return {
      ...request,
      url: this.access.base + path,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    }
  }

  async #request(attempt: GoogleAttempt): Promise<Pick<GoogleRequest, 'headers' | 'error'>> {
    const headers = await this.access.headers(attempt)
    return { headers, error: answer => this.#errorOf(answer, attempt, headers) }
  }

  /** A token that was kept may have been taken back; with another the same target may do. */
  #errorOf(answer: FailedAnswer, attempt: GoogleAttempt, headers: HttpHeaders): LucidError {
    const error = readGoogleError(answer, attempt.credentials)
    if (error.code !== 'auth' || !this.access.renews(attempt, headers)) return error
    return new LucidError('auth', error.message, { ...error.toJSON(), recourse: 'same' })
  }
}

type GoogleRequest = HttpRequest & Required<Pick<HttpRequest, 'headers' | 'error'>>

async function errorOf(answer: HttpAnswer, request: GoogleRequest): Promise<Error> {
  const { status, headers } = answer
  return request.error({ status, headers, text: await startOf(answer) })
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
