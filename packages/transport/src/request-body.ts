import { Readable } from 'node:stream'
import { fromUnknown, type HttpRequest, LucidError } from '@lucid-gateway/core'

export interface EncodedBody {
  readonly body: Uint8Array | string | Readable | null
  /** Empty if the body does not say by itself what it is. */
  readonly contentType: string
  /** The content type names the form's boundary, and no header may say otherwise. */
  readonly form: boolean
}

const absent: EncodedBody = Object.freeze({ body: null, contentType: '', form: false })

/** A form is encoded as a whole, so that its length is known: many receivers of files insist on that. */
export function encodeBody(request: HttpRequest): EncodedBody | Promise<EncodedBody> {
  const { body, json } = request
  if (json !== undefined) return { body: encodeJson(json), contentType: 'application/json', form: false }
  if (body === undefined) return absent
  if (typeof body === 'string' || body instanceof Uint8Array) return { body, contentType: '', form: false }
  if (body instanceof FormData) return encodeForm(body)
  return { body: Readable.from(named(body)), contentType: '', form: false }
}

function encodeJson(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    throw new LucidError('invalid_request', 'The request cannot be written as JSON.', { reason: 'not_json' })
  }
}

async function encodeForm(form: FormData): Promise<EncodedBody> {
  const encoded = new Response(form)
  const body = await encoded.bytes()
  return { body, contentType: encoded.headers.get('content-type') ?? 'multipart/form-data', form: true }
}

/** What the source of an upload throws is not the upstream's failure. */
async function* named(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (thrown) {
    throw fromUnknown(thrown, 'invalid_request', { origin: 'gateway', reason: 'request_body_failed' })
  }
}
