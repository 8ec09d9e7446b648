import type { HttpAnswer, HttpHeaders } from '@lucid-gateway/core'
import { collect, textOf } from './collect.ts'
import { decodeBody } from './decode-body.ts'
import type { Head } from './exchange.ts'

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

/** A body that came compressed is given decoded, and its head no longer says that it was compressed. */
export function answerOf(head: Head, host: string, limit: number): Answer {
  const { status, body } = head
  const headers = joined(head.headers)
  const coding = headers['content-encoding']
  if (coding === undefined) return new Answer(status, headers, body, host, limit)
  try {
    const decoded = decodeBody(body, coding, host, limit)
    const { 'content-encoding': _, 'content-length': __, ...rest } = headers
    return new Answer(status, rest, decoded, host, limit)
  } catch (error) {
    void body.return()
    throw error
  }
}

/** The dispatcher gives a list where a name came more than once. */
function joined(headers: Head['headers']): HttpHeaders {
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (Array.isArray(value)) headers[name] = value.join(', ')
  }
  return headers as HttpHeaders
}
