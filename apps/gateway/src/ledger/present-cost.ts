import { type AttemptRecord, type CallRecord, type Ledger, spentOn } from '@lucid-gateway/core'
import type { EndedCall } from '@lucid-gateway/runtime'
import type { Repriced, Repricings } from './repriced.ts'

/** A call with what it costs by the latest prices that were put to it; as it was where none were. */
export function atPresentCost(ended: EndedCall, repricings: Repricings | undefined): EndedCall {
  if (!repricings) return ended
  const attempts = ended.attempts.map(attempt => {
    const costNanoUsd = repricings.get(attempt.id)?.costNanoUsd
    return costNanoUsd === undefined ? attempt : { ...attempt, costNanoUsd }
  })
  return { attempts, record: withCost(ended.record, attempts) }
}

/** The same for calls of the ledger, whose attempts are only looked for where some were re-priced. */
export async function callsAtPresentCost(
  records: readonly CallRecord[],
  ledger: Ledger,
  repriced: Repriced,
): Promise<readonly CallRecord[]> {
  const found = await repriced.of(records.map(({ id }) => id))
  if (found.size === 0) return records
  return Promise.all(
    records.map(async record => {
      const repricings = found.get(record.id)
      if (!repricings) return record
      const { rows } = await ledger.attempts({ callId: record.id, limit: mostAttempts })
      // Some may be forgotten, or not be there yet: then the sum is not known here.
      if (rows.length !== record.attempts) return record
      return atPresentCost({ record, attempts: rows.map(row => row.record) }, repricings).record
    }),
  )
}

/** A call makes no more than ten. */
const mostAttempts = 100

function withCost(record: CallRecord, attempts: readonly AttemptRecord[]): CallRecord {
  const { costNanoUsd: _, ...rest } = record
  let sum = 0n
  for (const attempt of attempts) {
    const cost = spentOn(attempt)
    if (cost === undefined) return rest
    sum += cost
  }
  return { ...rest, costNanoUsd: sum.toString() }
}
