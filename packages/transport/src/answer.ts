import type { HttpAnswer, HttpHeaders } from '@lucid-gateway/core'
import { collect, textOf } from './collect.ts'
import { decodeBody } from './decode-body.ts'
import type { Inbox } from './inbox.ts'

/** An answer whose head is there. */
export class Answer implements HttpAnswer {
  readonly status: number
  readonly headers: HttpHeaders
  readonly body: AsyncIterable<Uint8Array>
  readonly host: string
  readonly #limit: number

  constructor(
    status: number,
    headers: HttpHeaders,
    body: AsyncIterable<Uint8Array>,
    host: string,
    limit: number,
  ) {
    this.status = status
    this.headers = headers
    this.body = body
    this.host = host
    this.#limit = limit
  }

  bytes(): Promise<Uint8Array> {
    return collect(this.body, this.#limit, this.host)
  }

  async text(): Promise<string> {
    return textOf(await this.bytes())
  }
}

/** The dispatcher's headers: a list where a name came more than once. */
export type RawHeaders = Record<string, string | string[] | undefined>

/** A body that came compressed is given decoded, and its head no longer says that it was compressed. */
export function answerOf(
  status: number,
  raw: RawHeaders,
  body: Inbox<Uint8Array>,
  host: string,
  limit: number,
): Answer {
  const headers = joined(raw)
  const coding = headers['content-encoding']
  if (coding === undefined) return new Answer(status, headers, body, host, limit)
  const decoded = decodeBody(body, coding, host, limit)
  const { 'content-encoding': _, 'content-length': __, ...rest } = headers
  return new Answer(status, rest, decoded, host, limit)
}

function joined(headers: RawHeaders): HttpHeaders {
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (Array.isArray(value)) headers[name] = value.join(', ')
  }
  return headers as HttpHeaders
}
