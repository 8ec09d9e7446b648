import { type Clock, fromUnknown, type Ledger, type Log } from '@lucid-gateway/core'
import type { Repriced } from '../ledger/repriced.ts'

const dayMs = 24 * 60 * 60_000
const everyMs = 60 * 60_000
/** So many rows are deleted in one transaction, so that nobody waits long for it. */
const atOnce = 500

export interface ForgettingOptions {
  readonly ledger: Pick<Ledger, 'forget'>
  readonly repriced: Pick<Repriced, 'forget'>
  readonly clock: Clock
  readonly log: Log
  /** Asked each time, as it may change; undefined keeps all. */
  readonly keepDays: () => number | undefined
}

/** Deletes rows of the ledger that are older than they are to be kept, every hour. The returned function ends it. */
export function forgetOldRows({ ledger, repriced, clock, log, keepDays }: ForgettingOptions): () => void {
  let over = false
  let stop = clock.after(everyMs, () => void round())

  async function round(): Promise<void> {
    try {
      const days = keepDays()
      const before = days === undefined ? undefined : clock.now() - days * dayMs
      let count = 0
      for (let more = before !== undefined; more;) {
        const gone = await ledger.forget(before as number, atOnce)
        count += gone
        more = gone === atOnce && !over
      }
      if (before !== undefined) await repriced.forget(before)
      if (count > 0) log.info('old rows of the ledger were deleted', { rows: count, keepDays: days })
    } catch (thrown) {
      log.error('old rows of the ledger could not be deleted', { error: fromUnknown(thrown).toJSON() })
    }
    if (!over) stop = clock.after(everyMs, () => void round())
  }

  return () => {
    over = true
    stop()
  }
}
