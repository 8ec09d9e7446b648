import type { AttemptRecord, CallRecord } from '../call/records.ts'
import { spentOn } from '../call/spent-on.ts'
import type { StreamEnd } from '../outcome/outcome.ts'
import type { Receipt } from '../outcome/receipt.ts'
import type { Price } from '../usage/price.ts'
import { costOf } from './cost.ts'
import { credible } from './credible.ts'

/**
 * The end of an attempt, as a function of records alone, so that any process can settle it: the one that made it,
 * or another after a crash. Settling what is settled changes nothing.
 */
export function settleAttempt(
  attempt: AttemptRecord,
  end: Pick<StreamEnd, 'status' | 'usage' | 'error'>,
  at: number,
  prices?: readonly Price[],
): AttemptRecord {
  if (attempt.settledAt !== undefined) return attempt
  const usage = credible(end.usage)
  const cost = costOf(usage, prices)
  return {
    ...attempt,
    settledAt: at,
    status: end.status,
    usage,
    ...(end.error ? { error: end.error.toJSON() } : {}),
    ...(cost === undefined ? {} : { costNanoUsd: cost.toString() }),
  }
}

/** The end of a call: its status is that of its last attempt, its cost the sum of all. */
export function closeCall(
  call: CallRecord,
  attempts: readonly AttemptRecord[],
  end: Pick<StreamEnd, 'status' | 'error' | 'warnings'> & { readonly receipt?: Receipt },
  at: number,
): CallRecord {
  if (call.closedAt !== undefined) return call
  const [first] = attempts
  const cost = (attempts.length === 1 ? first?.costNanoUsd : undefined) ?? sumOf(attempts)?.toString()
  return {
    ...call,
    closedAt: at,
    status: end.status,
    attempts: attempts.length,
    ...(end.error ? { error: end.error.toJSON() } : {}),
    ...(end.warnings.length > 0 ? { warnings: end.warnings } : {}),
    ...(end.receipt ? { receipt: end.receipt } : {}),
    ...(cost === undefined ? {} : { costNanoUsd: cost }),
  }
}

function sumOf(attempts: readonly AttemptRecord[]): bigint | undefined {
  let sum = 0n
  for (const attempt of attempts) {
    const cost = spentOn(attempt)
    if (cost === undefined) return undefined
    sum += cost
  }
  return sum
}
