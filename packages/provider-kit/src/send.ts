import type { FailedAnswer, Http, HttpAnswer, HttpRequest } from '@lucid-gateway/core'

/** A request that says what a refusal means. */
export type JudgedRequest = HttpRequest & Required<Pick<HttpRequest, 'error'>>

/** Resolves at the head of an answer that is a success; else throws what the request makes of it. */
export async function sendRequest(http: Pick<Http, 'send'>, request: JudgedRequest): Promise<HttpAnswer> {
  const answer = await http.send(request)
  if (answer.status < 300) return answer
  throw request.error(await failedOf(answer))
}

/**
 * The same for an answer that is a stream of events. One that comes in one piece of JSON is most often an error, and never
 * the answer.
 */
export async function sendForStream(http: Pick<Http, 'send'>, request: JudgedRequest): Promise<HttpAnswer> {
  const answer = await sendRequest(http, request)
  if (!answer.headers['content-type']?.includes('json')) return answer
  throw request.error(await failedOf(answer))
}

async function failedOf(answer: HttpAnswer): Promise<FailedAnswer> {
  const { status, headers } = answer
  return { status, headers, text: await startOf(answer) }
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
