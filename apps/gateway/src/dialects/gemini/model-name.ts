import { LucidError } from '@lucid-gateway/core'
import { pathName } from '../../calls/visible-models.ts'
import type { RequestHead } from '../../calls/make-call.ts'

/** The model that the path names, slashes and all. All versions of the API are one wire; the path must name one of them. */
export function modelNameIn(head: Pick<RequestHead, 'request'>): string {
  requireVersion(head)
  return pathName(head, 'model')
}

export function requireVersion({ request }: Pick<RequestHead, 'request'>): void {
  const version = String(request.params['version'])
  if (/^v1(?:alpha|beta)?\d*$/.test(version)) return
  throw new LucidError('not_found', 'There is no such version of the API.', {
    reason: 'unknown_version',
    hint: 'Use v1beta or v1.',
  })
}
