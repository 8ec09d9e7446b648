import type { CallRecord } from '@lucid-gateway/core'
import type { EndedCall } from './runtime.ts'

/** Where calls are found after their end. A ledger can stand here as well as memory. */
export interface CallArchive {
  keep(ended: EndedCall): void
  /** Puts a later state of a call's record in the place of the one that is kept. */
  amend(record: CallRecord): void
  find(id: string): Promise<EndedCall | undefined>
}

/** The latest calls of this process, and no more than so many of them. */
export function recentCalls(most: number): CallArchive {
  const kept: EndedCall[] = []
  let next = 0

  /** From the latest back, since what is asked for is seldom old. */
  function placeOf(id: string): number {
    for (let back = 1; back <= kept.length; back++) {
      const place = (next - back + kept.length) % kept.length
      if (kept[place]?.record.id === id) return place
    }
    return -1
  }

  return {
    keep(ended) {
      if (most === 0) return
      kept[next] = ended
      next = (next + 1) % most
    },
    amend(record) {
      const place = placeOf(record.id)
      const ended = kept[place]
      if (ended) kept[place] = { record, attempts: ended.attempts }
    },
    find: id => Promise.resolve(kept[placeOf(id)]),
  }
}
