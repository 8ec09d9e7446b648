import type { CallRecord, Ledger } from '@lucid-gateway/core'
import { type CallArchive, withoutRaw } from './recent-calls.ts'
import type { EndedCall } from './runtime.ts'

/** What is still said of a call after its end is said soon; so many are kept for that. */
const mostLatest = 64

/** Calls are found in the ledger, and the last few as they became after their end. */
export function callsInLedger(ledger: Pick<Ledger, 'calls' | 'attempts'>): CallArchive {
  const latest = new Map<string, EndedCall>()
  return {
    keep(ended) {
      latest.set(ended.record.id, ended)
      if (latest.size > mostLatest) latest.delete(latest.keys().next().value as string)
    },
    amend(record: CallRecord) {
      const ended = latest.get(record.id)
      if (ended) latest.set(record.id, { ...ended, record })
    },
    async find(id) {
      const ended = latest.get(id)
      if (ended) return ended
      const [calls, attempts] = await Promise.all([
        ledger.calls({ callId: id, limit: 1 }),
        ledger.attempts({ callId: id }),
      ])
      const record = calls.rows[0]?.record
      if (!record) return undefined
      const inOrder = attempts.rows.toSorted((a, b) => a.record.number - b.record.number)
      return { record, attempts: inOrder.map(row => withoutRaw(row.record)) }
    },
  }
}
