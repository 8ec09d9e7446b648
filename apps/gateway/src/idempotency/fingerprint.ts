import type { IncomingMessage } from 'node:http'
import { mediaType } from '../http/content-type.ts'
import { wantedRanges } from '../http/wanted-media.ts'
import { isAsync } from '../jobs/preference.ts'
import { sha256 } from './idempotency-key.ts'

/** What of a request is compared with the one that was sent before. */
type Sent = Pick<IncomingMessage, 'method' | 'url' | 'headers'>

/** The headers by which another thing is asked for: where it goes, for whom, by whose key, in which words, and who is told. */
const telling = [
  'anthropic-beta',
  'anthropic-version',
  'x-lucid-channel',
  'x-lucid-strict',
  'x-lucid-user',
  'x-webhook-url',
] as const

/** What is asked, so that one key is not used for two things. What differs from one sending to the next is left out. */
export function fingerprintOf(sent: Sent, body: Uint8Array): string {
  const { method, url = '', headers } = sent
  const type = headers['content-type'] ?? ''
  const head = [method, ...placeOf(url), mediaType(type), ...facts(headers)]
  return sha256(`${JSON.stringify(head)}\n`, withoutBoundary(body, type))
}

/** Without the key of the caller, which some have there. */
function placeOf(url: string): readonly string[] {
  const [path = '', query = ''] = url.split('?')
  const said = new URLSearchParams(query)
  said.delete('key')
  said.sort()
  return [path, said.toString()]
}

function facts(headers: Sent['headers']): readonly (readonly [string, unknown])[] {
  const own = Object.keys(headers).filter(name => name.startsWith('x-user-'))
  return [
    ...[...telling, ...own.toSorted()].map(name => [name, headers[name] ?? null] as const),
    ['accept', wantedRanges(headers.accept)],
    ['respond-async', isAsync(String(headers['prefer'] ?? ''))],
  ]
}

/** Clients draw a new boundary for each sending of a form. */
function withoutBoundary(body: Uint8Array, contentType: string): Uint8Array {
  const [, boundary] = /^multipart\/.*boundary="?([^";]+)/i.exec(contentType) ?? []
  return boundary === undefined
    ? body
    : Buffer.from(Buffer.from(body).toString('latin1').replaceAll(boundary, ''), 'latin1')
}
