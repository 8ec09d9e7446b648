import type { EncodedBody } from './request-body.ts'
import type { Trust } from './trust.ts'

/** Headers that a request has unless it says otherwise. */
export type Defaults = readonly (readonly [name: string, value: string])[]

/** Headers that belong to one connection or to the transport itself; they are never taken from a request. */
const ownHeaders = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** The dispatcher's flat list of names and values; it refuses what HTTP does not allow in them. */
export function headerList(
  headers: Readonly<Record<string, string>> | undefined,
  defaults: Defaults,
  encoded: EncodedBody,
  trust: Trust,
): string[] {
  const list: string[] = []
  if (encoded.form) list.push('content-type', encoded.contentType)
  for (const key of Object.keys(headers ?? {})) {
    const value = headers?.[key]
    const name = key.toLowerCase()
    if (value === undefined || ownHeaders.has(name) || (encoded.form && name === 'content-type')) continue
    trust.checkHeader?.(name, value)
    list.push(name, value)
  }
  for (const [name, value] of defaults) if (!has(list, name)) list.push(name, value)
  if (encoded.contentType !== '' && !has(list, 'content-type')) list.push('content-type', encoded.contentType)
  return list
}

function has(list: readonly string[], name: string): boolean {
  for (let index = 0; index < list.length; index += 2) if (list[index] === name) return true
  return false
}
