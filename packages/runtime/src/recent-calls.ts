import type { AttemptRecord, CallRecord } from '@lucid-gateway/core'
import type { EndedCall } from './runtime.ts'

/** Where calls are found after their end. A ledger can stand here as well as memory. */
export interface CallArchive {
  /** Of an attempt it may leave out what its vendor called the usage. */
  keep(ended: EndedCall): void
  /** Puts a later state of a call's record in the place of the one that is kept. */
  amend(record: CallRecord): void
  find(id: string): Promise<EndedCall | undefined>
}

/** What most calls fit in. */
const slotBytes = 2048
/** Where a slot has room for one more, all was written. */
const longestCharacter = 4

/**
 * The latest calls of this process, and no more than so many of them. They are kept as bytes that the collector of
 * garbage never looks at: thousands of calls kept alive would cost each call more than its writing does.
 */
export function recentCalls(most: number): CallArchive {
  const slots = Buffer.allocUnsafeSlow(most * slotBytes)
  const ids: string[] = []
  /** How long the text in a slot is, or the text itself where it does not fit. */
  const texts: (number | string)[] = []
  let next = 0

  /** From the latest back, since what is asked for is seldom old. */
  function placeOf(id: string): number {
    for (let back = 1; back <= ids.length; back++) {
      const place = (next - back + ids.length) % ids.length
      if (ids[place] === id) return place
    }
    return -1
  }

  function put(place: number, ended: EndedCall): void {
    const text = JSON.stringify(ended)
    const written = slots.write(text, place * slotBytes, slotBytes)
    texts[place] = written > slotBytes - longestCharacter ? text : written
  }

  function at(place: number): EndedCall | undefined {
    const text = texts[place]
    if (text === undefined) return undefined
    const start = place * slotBytes
    return JSON.parse(
      typeof text === 'string' ? text : slots.toString('utf8', start, start + text),
    ) as EndedCall
  }

  return {
    keep(ended) {
      if (most === 0) return
      ids[next] = ended.record.id
      put(next, { record: ended.record, attempts: ended.attempts.map(withoutRaw) })
      next = (next + 1) % most
    },
    amend(record) {
      const place = placeOf(record.id)
      const ended = at(place)
      if (ended) put(place, { ...ended, record })
    },
    find: id => Promise.resolve(at(placeOf(id))),
  }
}

/** The vendor's own usage object says nothing that the meters don't. */
function withoutRaw(attempt: AttemptRecord): AttemptRecord {
  return attempt.usage ? { ...attempt, usage: { meters: attempt.usage.meters } } : attempt
}
