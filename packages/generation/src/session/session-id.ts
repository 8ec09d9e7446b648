import { LucidError } from '@lucid-gateway/core'

const pattern = /^[\w.:~-]{1,128}$/
const ofJobs = 'job_'

/** Whether a session goes by the id of its job, and not by a name of its application. */
export function isJobId(sessionId: string): boolean {
  return sessionId.startsWith(ofJobs)
}

/** Throws where an application may not call a new session that. */
export function requireSessionName(sessionId: string): void {
  if (typeof sessionId === 'string' && pattern.test(sessionId) && !isJobId(sessionId)) return
  throw new LucidError('invalid_request', 'The sessionId can not be used.', {
    param: 'sessionId',
    reason: 'invalid_field',
    hint: `Use at most 128 letters, digits and any of "-_.:~", not beginning with "${ofJobs}"; or leave it out.`,
  })
}
