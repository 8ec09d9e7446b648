import type {
  Attempt,
  HttpAnswer,
  HttpHeaders,
  HttpRequest,
  JsonAnswer,
  LucidError,
} from '@lucid-gateway/core'
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

  get(path: string, head: HttpHeaders, attempt: AnthropicAttempt): HttpRequest {
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
  async send(
    path: string,
    body: Uint8Array | string,
    head: HttpHeaders,
    attempt: AnthropicAttempt,
  ): Promise<HttpAnswer> {
    const answer = await attempt.http.send(this.#post(path, body, head, attempt))
    if (answer.status < 300) return answer
    throw await errorOf(answer, attempt)
  }

  /** Posts; resolves at the head of a stream of events. */
  async stream(
    path: string,
    body: Uint8Array | string,
    head: HttpHeaders,
    attempt: AnthropicAttempt,
  ): Promise<HttpAnswer> {
    const answer = await this.send(path, body, head, attempt)
    if (!answer.headers['content-type']?.includes('json')) return answer
    // In one piece where a stream was asked for: most often an error, and never the answer.
    throw await errorOf(answer, attempt)
  }

  /** Makes an error of the `error` in an answer whose status says nothing of it. */
  errorIn(headers: HttpHeaders, attempt: AnthropicAttempt): ErrorReader {
    return error => {
      const text = JSON.stringify({ type: 'error', error })
      return readError({ status: 200, headers, text }, attempt.credentials)
    }
  }

  #post(path: string, body: Uint8Array | string, head: HttpHeaders, attempt: AnthropicAttempt): HttpRequest {
    const headers = {
      'x-api-key': attempt.credentials.apiKey,
      ...head,
      'content-type': 'application/json',
    }
    return { ...this.get(path, head, attempt), method: 'POST', headers, body }
  }
}

async function errorOf(answer: HttpAnswer, attempt: AnthropicAttempt): Promise<LucidError> {
  const { status, headers } = answer
  return readError({ status, headers, text: await startOf(answer) }, attempt.credentials)
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
