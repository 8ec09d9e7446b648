import { type Attempt, type HttpAnswer, type Kept, type KeptAsk, LucidError } from '@lucid-gateway/core'
import type { Endpoint } from './endpoint.ts'

/** What a vendor keeps, each thing at `path/<id>`. */
export function keptAt<Credentials extends object>(
  endpoint: Endpoint<Credentials>,
  path: string,
): Kept<Credentials> {
  const asks =
    (method: 'GET' | 'POST' | 'DELETE', act = '') =>
    async (asked: KeptAsk, attempt: Attempt<Credentials>): Promise<HttpAnswer> =>
      endpoint.ask(method, path + placeOf(asked, act), attempt)
  return { get: asks('GET'), delete: asks('DELETE'), cancel: asks('POST', '/cancel') }
}

/** A path that a caller's text can not lead anywhere else. */
function placeOf({ id, part, query }: KeptAsk, act: string): string {
  if (!/^[\w-]{1,256}$/.test(id)) throw new LucidError('not_found', 'There is nothing with that id.')
  const of = part === undefined ? act : `/${part}`
  return `/${id}${of}${query ? `?${query}` : ''}`
}
