import type { Attempt, HttpAnswer, HttpHeaders, JsonAnswer } from '@lucid-gateway/core'
import { type JudgedRequest, sendForStream, sendRequest } from '@lucid-gateway/provider-kit'
import type { ErrorReader } from '@lucid-gateway/wires/anthropic-messages'
import { readError } from '../errors.ts'

export interface AnthropicCredentials {
  readonly apiKey: string
}

export type AnthropicAttempt = Attempt<AnthropicCredentials>

/** Makes requests to an account's vendor, and errors of its refusals. `head` is version and betas, part of the wire. */
export class Api {
  readonly #base: string

  constructor(baseUrl: string) {
    this.#base = baseUrl.replace(/\/+$/, '')
  }

  get(path: string, head: HttpHeaders, attempt: AnthropicAttempt): JudgedRequest {
    return {
      url: this.#base + path,
      method: 'GET',
      headers: { 'x-api-key': attempt.credentials.apiKey, ...head },
      error: answer => readError(answer, attempt.credentials),
    }
  }

  /** Posts and reads JSON. */
  json(
    path: string,
    body: string,
    head: HttpHeaders,
    attempt: AnthropicAttempt,
  ): Promise<JsonAnswer<unknown>> {
    return attempt.http.json<unknown>(this.#post(path, body, head, attempt))
  }

  /** Posts; resolves at the head of an answer that is a success. */
  send(
    path: string,
    body: Uint8Array | string,
    head: HttpHeaders,
    attempt: AnthropicAttempt,
  ): Promise<HttpAnswer> {
    return sendRequest(attempt.http, this.#post(path, body, head, attempt))
  }

  /** Posts; resolves at the head of a stream of events. */
  stream(
    path: string,
    body: Uint8Array | string,
    head: HttpHeaders,
    attempt: AnthropicAttempt,
  ): Promise<HttpAnswer> {
    return sendForStream(attempt.http, this.#post(path, body, head, attempt))
  }

  /** Makes an error of the `error` in an answer whose status says nothing of it. */
  errorIn(headers: HttpHeaders, attempt: AnthropicAttempt): ErrorReader {
    return error => {
      const text = JSON.stringify({ type: 'error', error })
      return readError({ status: 200, headers, text }, attempt.credentials)
    }
  }

  #post(
    path: string,
    body: Uint8Array | string,
    head: HttpHeaders,
    attempt: AnthropicAttempt,
  ): JudgedRequest {
    const headers = {
      'x-api-key': attempt.credentials.apiKey,
      ...head,
      'content-type': 'application/json',
    }
    return { ...this.get(path, head, attempt), method: 'POST', headers, body }
  }
}
