import { LucidError } from '@lucid-gateway/core'
import type { AttemptRun } from './attempt-run.ts'
import type { Deadlines, Due } from './deadlines.ts'
import type { CallUnderway } from './underway.ts'

/**
 * Waits for the head of a stream as long as the transport waits for a first byte, however many comments, pings and
 * other events without content come before it: each of those is a sign of life to the transport.
 */
export async function beforeContentDeadline<T>(
  call: CallUnderway,
  attempt: AttemptRun,
  deadlines: Deadlines,
  head: () => Promise<T>,
): Promise<T> {
  const { connect, firstByte } = call.generation.transport.timeouts
  const ms = connect + firstByte
  const deadline = call.now() + ms
  if (deadline >= call.record.deadline) return head()
  const due: Due = { record: { deadline }, expire: () => attempt.abort(noContent(attempt, ms)) }
  deadlines.add(due)
  try {
    return await head()
  } finally {
    deadlines.delete(due)
  }
}

function noContent({ target: { account, model } }: AttemptRun, ms: number): LucidError {
  return new LucidError('timeout', `${account}/${model} sent no content within ${ms} ms.`, {
    reason: 'content_timeout',
    hint: 'Allow more time for the first byte (timeouts.firstByteMs), or send the call to another target.',
  })
}
