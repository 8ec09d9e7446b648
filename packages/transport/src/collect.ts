import { LucidError } from '@lucid-gateway/core'
import { Inbox } from './inbox.ts'

/** The whole of a body, unless it is larger than `limit`. */
export async function collect(
  body: AsyncIterable<Uint8Array>,
  limit: number,
  host: string,
): Promise<Uint8Array> {
  const whole = body instanceof Inbox ? body.takeWhole() : undefined
  if (whole !== undefined) return join(whole, limit, host)
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.byteLength
    if (length > limit) throw tooLarge(host, limit)
    chunks.push(chunk)
  }
  return join(chunks, limit, host)
}

/** The start of a body; what comes after it, and a break in it, are of no interest. */
export async function collectStart(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      length += chunk.byteLength
      if (length >= limit) break
    }
  } catch (error) {
    if (LucidError.is(error) && (error.code === 'cancelled' || error.reason === 'deadline')) throw error
  }
  return Buffer.concat(chunks).subarray(0, limit)
}

/** UTF-8 without its byte order mark. */
export function textOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

export function tooLarge(host: string, limit: number): LucidError {
  return new LucidError('upstream', `The answer of ${host} is larger than ${limit} bytes.`, {
    reason: 'body_too_large',
    hint: 'Read it as a stream, or raise `maxBodyBytes` of the transport.',
  })
}

function join(chunks: readonly Uint8Array[], limit: number, host: string): Uint8Array {
  const [first] = chunks
  const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)
  if (bytes.byteLength > limit) throw tooLarge(host, limit)
  return bytes
}
