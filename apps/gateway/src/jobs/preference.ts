import { LucidError } from '@lucid-gateway/core'

/** How a client would like to be answered: at once, or with the end if that comes within so many milliseconds. */
export interface Preference {
  readonly waitMs: number
  /** What of the header is followed, for the answer to say so. */
  readonly applied: string | undefined
}

const longestWait = 600

/** https://www.rfc-editor.org/rfc/rfc7240: `wait=30`, `respond-async`; what is not known is passed over. */
export function preferenceOf(header: string | undefined): Preference {
  const said = (header ?? '').split(',').map(word => word.split(';')[0]?.trim().toLowerCase() ?? '')
  const wait = said.find(word => /^wait(?:\s*=|$)/.test(word))
  if (wait === undefined) {
    return { waitMs: 0, applied: isAsync(header) ? 'respond-async' : undefined }
  }
  const [, value = '60'] = /^wait\s*=\s*"?([^"]*)"?$/.exec(wait) ?? []
  const seconds = /^\d{1,6}$/.test(value) ? Math.min(longestWait, Number(value)) : undefined
  if (seconds === undefined)
    throw new LucidError('invalid_request', 'The header Prefer has a "wait" that is no number of seconds.', {
      param: 'prefer',
      reason: 'bad_header',
      hint: 'Send Prefer: wait=30, or leave it out.',
    })
  return { waitMs: seconds * 1000, applied: `wait=${seconds}` }
}

/** Whether the client would rather come back for the result. */
export function isAsync(header: string | undefined): boolean {
  return /(?:^|,)\s*respond-async\s*(?:[;,]|$)/i.test(header ?? '')
}
