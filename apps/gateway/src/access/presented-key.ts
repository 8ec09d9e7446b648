import type { IncomingHttpHeaders } from 'node:http'

/** The key that a request presents, in any of the places where vendors' SDKs put it. */
export function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers
  if (authorization !== undefined) {
    return /^bearer +/i.test(authorization)
      ? authorization.slice('bearer '.length).trim() || undefined
      : undefined
  }
  return single(headers['x-api-key']) ?? single(headers['x-goog-api-key'])
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
