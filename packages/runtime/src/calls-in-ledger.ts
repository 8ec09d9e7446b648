import type { CallRecord, Ledger } from '@lucid-gateway/core'
import { type CallArchive, withoutRaw } from './recent-calls.ts'

/** What is said of a call after its end is said soon; so many are remembered. */
const mostAmended = 256

/** Calls are found in the ledger; what was said of one after its row was written is not in it. */
export function callsInLedger(ledger: Pick<Ledger, 'calls' | 'attempts'>): CallArchive {
  const amended = new Map<string, CallRecord>()
  return {
    keep() {},
    amend(record) {
      amended.set(record.id, record)
      if (amended.size > mostAmended) amended.delete(amended.keys().next().value as string)
    },
    async find(id) {
      const [calls, attempts] = await Promise.all([
        ledger.calls({ callId: id, limit: 1 }),
        ledger.attempts({ callId: id }),
      ])
      const record = calls.rows[0]?.record
      if (!record) return undefined
      const inOrder = attempts.rows.toSorted((a, b) => a.record.number - b.record.number)
      return {
        record: amended.get(id) ?? record,
        attempts: inOrder.map(row => withoutRaw(row.record)),
      }
    },
  }
}
