import type { Http, HttpAnswer, HttpRequest } from '@lucid-gateway/core'
import { ensure } from './check.ts'
import { readInside } from './read-inside.ts'
import { asWayOut, type Surroundings } from './surroundings.ts'

/** What a plugin sent by one attempt's way out: address and headers, in one text. */
export type Sent = string

/** A way out that notes what goes by it, and marks what runs inside as not the plugin's. */
export function watchedHttp(
  http: Http,
  surroundings: Surroundings,
  sent: Sent[],
  isOver: () => boolean = () => false,
): Http {
  const inside = <T>(code: () => T): T => asWayOut(surroundings, code)
  const note = ({ url, headers = {} }: Pick<HttpRequest, 'url' | 'headers'>): void => {
    ensure(!isOver(), 'The http of an attempt that is over was used. Take it from each attempt; keep none.')
    sent.push(`${url}\n${JSON.stringify(headers)}`)
  }

  return {
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))
      const url = input instanceof Request ? input.url : String(input)
      note({ url, headers: Object.fromEntries(headers) })
      return inside(() => http.fetch(input, init))
    },
    send: async request => {
      note(request)
      return watchedAnswer(await inside(() => http.send(request)), inside)
    },
    json: request => {
      note(request)
      return inside(() => http.json(request))
    },
    sse: request => {
      note(request)
      return readInside(() => http.sse(request), inside)
    },
    ndjson: request => {
      note(request)
      return readInside(() => http.ndjson(request), inside)
    },
    socket: (url, options) => {
      note({ url, headers: options?.headers ?? {} })
      return inside(() => http.socket(url, options))
    },
  }
}

type Inside = <T>(code: () => T) => T

function watchedAnswer(answer: HttpAnswer, inside: Inside): HttpAnswer {
  return {
    status: answer.status,
    headers: answer.headers,
    body: readInside(() => answer.body, inside),
    bytes: () => inside(() => answer.bytes()),
    text: () => inside(() => answer.text()),
  }
}
