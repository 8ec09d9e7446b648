import type { IncomingMessage } from 'node:http'

/** What comes after the question mark. Express is told not to read it, since most routes have no use for it. */
export function queryOf({ url = '' }: Pick<IncomingMessage, 'url'>): URLSearchParams {
  const start = url.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : url.slice(start + 1))
}
