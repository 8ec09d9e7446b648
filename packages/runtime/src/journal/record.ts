import type { AttemptRecord, AttemptRow, CallRecord, CallRow, Usage } from '@lucid-gateway/core'

/** What is written down, in the order in which it happens. `settle` and `close` are rows of the ledger. */
export type JournalRecord = Intent | Settlement | Closing

/** That a provider is about to be asked. */
export interface Intent {
  readonly kind: 'intent'
  readonly attempt: AttemptRecord
  readonly call: CallRecord
  /** The most that it can use: readings that are `unknown`, `atMost` so much where that can be said. */
  readonly worst: Usage
  /** The most that it can cost; absent where that can't be said. */
  readonly atMostNanoUsd?: string
}

interface Settlement {
  readonly kind: 'settle'
  readonly row: AttemptRow
}

interface Closing {
  readonly kind: 'close'
  readonly row: CallRow
}

export function textOf(record: JournalRecord): string {
  try {
    return JSON.stringify(record)
  } catch {
    return JSON.stringify(record, plain())
  }
}

/** Leaves out what JSON can't hold: a plugin told it against its contract. */
function plain(): (this: unknown, name: string, value: unknown) => unknown {
  const above: unknown[] = []
  return function (_name, value) {
    if (typeof value === 'bigint') return value.toString()
    if (typeof value !== 'object' || value === null) return value
    while (above.length > 0 && above.at(-1) !== this) above.pop()
    if (above.includes(value)) return undefined
    above.push(value)
    return value
  }
}

export function recordOf(text: string): JournalRecord | undefined {
  try {
    const record = JSON.parse(text) as JournalRecord
    return kinds.has(record.kind) ? record : undefined
  } catch {
    return undefined
  }
}

const kinds: ReadonlySet<string> = new Set<JournalRecord['kind']>(['intent', 'settle', 'close'])
