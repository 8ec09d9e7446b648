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

/** How many calls are written at once, which costs each of them a fraction of what it costs alone. */
const packSize = 64

/** Calls in bytes that the collector of garbage never looks at; as they are, where a plugin told what JSON can't hold. */
interface Pack {
  readonly ids: readonly string[]
  readonly held: Uint8Array | readonly EndedCall[]
}

/**
 * The latest calls of this process, and no more than so many of them. All but the last few are kept as bytes: thousands
 * of calls kept alive would cost each call more than its writing does.
 */
export function recentCalls(most: number): CallArchive {
  const mostPacks = Math.ceil(most / packSize)
  /** The oldest first. */
  const packs: Pack[] = []
  let latest: EndedCall[] = []

  function replaceIn(at: number, record: CallRecord): void {
    const calls = unpacked(packs[at] as Pack)
    packs[at] = packOf(calls.map(ended => (ended.record.id === record.id ? { ...ended, record } : ended)))
  }

  /** The pack with a call, unless there have been too many calls since. */
  function packWith(id: string): number {
    for (let at = packs.length - 1, since = latest.length; at >= 0; at--, since += packSize) {
      const place = packs[at]?.ids.indexOf(id) ?? -1
      if (place !== -1) return since + packSize - place <= most ? at : -1
    }
    return -1
  }

  function placeInLatest(id: string): number {
    const place = latest.findLastIndex(({ record }) => record.id === id)
    return latest.length - place <= most ? place : -1
  }

  return {
    keep(ended) {
      if (most === 0) return
      latest.push(ended)
      if (latest.length < packSize) return
      packs.push(packOf(latest))
      latest = []
      if (packs.length > mostPacks) packs.shift()
    },
    amend(record) {
      const place = placeInLatest(record.id)
      const ended = latest[place]
      if (ended) latest[place] = { ...ended, record }
      const at = packWith(record.id)
      if (at !== -1) replaceIn(at, record)
    },
    async find(id) {
      const at = packWith(id)
      const calls = at === -1 ? latest.slice(placeInLatest(id)) : unpacked(packs[at] as Pack)
      return calls.find(({ record }) => record.id === id)
    },
  }
}

function packOf(calls: readonly EndedCall[]): Pack {
  const plain = calls.map(({ record, attempts }) => ({ record, attempts: attempts.map(withoutRaw) }))
  return { ids: calls.map(({ record }) => record.id), held: written(plain) }
}

function written(calls: readonly EndedCall[]): Pack['held'] {
  try {
    return Buffer.from(JSON.stringify(calls))
  } catch {
    return calls
  }
}

function unpacked({ held }: Pack): readonly EndedCall[] {
  if (!(held instanceof Uint8Array)) return held
  return JSON.parse(Buffer.from(held).toString()) as readonly EndedCall[]
}

/** The vendor's own usage object says nothing that the meters don't. */
export function withoutRaw(attempt: AttemptRecord): AttemptRecord {
  return attempt.usage ? { ...attempt, usage: { meters: attempt.usage.meters } } : attempt
}
