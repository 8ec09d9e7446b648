import { type HttpRequest, LucidError } from '@lucid-gateway/core'
import type { Answer } from './answer.ts'
import { codings } from './decode-body.ts'
import type { Defaults } from './request-head.ts'
import type { ScopedHttp } from './scoped-http.ts'

const defaults: Defaults = [
  ['accept', '*/*'],
  ['accept-encoding', codings],
]
const mostRedirects = 5
const redirects = new Set([301, 302, 303, 307, 308])
const bodiless = new Set([204, 205, 304])

/** The web's `fetch` over the same exchanges, for SDKs. It differs in one thing: it follows no redirect to another origin. */
export function webFetch(http: ScopedHttp): typeof globalThis.fetch {
  return async (input, init) => {
    let asked = await readRequest(input, init)
    for (let count = 0; ; count++) {
      const answer = await http.exchange(asked.request, defaults, asked.signal)
      const location = redirects.has(answer.status) ? answer.headers['location'] : undefined
      if (location === undefined || asked.redirect === 'manual') return respond(answer, asked.request.url)
      await stopReading(answer)
      if (asked.redirect === 'error' || count === mostRedirects) throw redirectRefused(answer.host)
      asked = { ...asked, request: redirected(asked.request, location, answer) }
    }
  }
}

interface Asked {
  readonly request: HttpRequest
  readonly signal: AbortSignal | undefined
  readonly redirect: Request['redirect']
}

async function readRequest(input: string | URL | Request, init: RequestInit = {}): Promise<Asked> {
  const given = input instanceof Request ? input : undefined
  const headers = new Headers(init.headers ?? given?.headers)
  const body = await readBody(init.body ?? given?.body, headers)
  const signal = init.signal ?? given?.signal
  return {
    request: {
      url: given?.url ?? String(input),
      method: (init.method ?? given?.method ?? 'GET').toUpperCase() as NonNullable<HttpRequest['method']>,
      headers: Object.fromEntries(headers),
      ...(body === undefined ? {} : { body }),
    },
    signal,
    redirect: init.redirect ?? given?.redirect ?? 'follow',
  }
}

/** A body as the exchange takes it; sets the content type that the body brings along, as the standard says. */
async function readBody(body: RequestInit['body'], headers: Headers): Promise<HttpRequest['body']> {
  if (body === undefined || body === null) return undefined
  if (typeof body === 'string') return typed(body, 'text/plain;charset=UTF-8', headers)
  if (body instanceof URLSearchParams) {
    return typed(body.toString(), 'application/x-www-form-urlencoded;charset=UTF-8', headers)
  }
  if (body instanceof Blob) return typed(await body.bytes(), body.type, headers)
  if (body instanceof FormData || body instanceof Uint8Array) return body
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
  if (body instanceof ArrayBuffer || body instanceof SharedArrayBuffer) return new Uint8Array(body)
  return body as AsyncIterable<Uint8Array>
}

function typed<Body>(body: Body, contentType: string, headers: Headers): Body {
  if (contentType !== '' && !headers.has('content-type')) headers.set('content-type', contentType)
  return body
}

/** The next request, if the redirect stays where the first one was sent. */
function redirected(request: HttpRequest, location: string, answer: Answer): HttpRequest {
  const next = URL.parse(location, request.url)
  if (next === null || next.origin !== new URL(request.url).origin) throw redirectRefused(answer.host)
  const asGet = answer.status === 303 || (answer.status < 303 && request.method === 'POST')
  if (!asGet) return { ...request, url: next.href }
  const { body: _, headers = {}, ...rest } = request
  const { 'content-type': __, ...kept } = headers
  return { ...rest, headers: kept, method: 'GET', url: next.href }
}

function redirectRefused(host: string): LucidError {
  return new LucidError('upstream', `${host} redirects, and the redirect is not followed.`, {
    reason: 'redirect',
    billed: 'no',
    hint: 'Redirects are followed within one origin only; use the final address.',
  })
}

function strangeStatus(answer: Answer): LucidError {
  return new LucidError(
    'upstream',
    `${answer.host} answered with the status ${answer.status}, which does not exist.`,
    {
      reason: 'malformed_http',
      upstream: { status: answer.status },
    },
  )
}

async function respond(answer: Answer, url: string): Promise<Response> {
  const empty = bodiless.has(answer.status)
  if (empty || answer.status > 599) await stopReading(answer)
  if (answer.status > 599) throw strangeStatus(answer)
  const response = new Response(empty ? null : streamOf(answer.body), {
    status: answer.status,
    headers: answer.headers,
  })
  return Object.defineProperty(response, 'url', { value: url })
}

function streamOf(body: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]()
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await chunks.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

async function stopReading(answer: Answer): Promise<void> {
  await answer.body[Symbol.asyncIterator]().return?.()
}
