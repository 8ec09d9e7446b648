import {
  type Attempt,
  type FailedAnswer,
  type HttpAnswer,
  type HttpHeaders,
  type JsonAnswer,
  type JsonValue,
  LucidError,
} from '@lucid-gateway/core'
import { type JudgedRequest, sendForStream, sendRequest } from '@lucid-gateway/provider-kit'
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
    return sendRequest(attempt.http, await this.#post(path, body, attempt))
  }

  /** Posts; resolves at the head of a stream of events. */
  async stream(path: string, body: Uint8Array | string, attempt: GoogleAttempt): Promise<HttpAnswer> {
    return sendForStream(attempt.http, await this.#post(path, body, attempt))
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

type GoogleRequest = JudgedRequest & Required<Pick<JudgedRequest, 'headers'>>
