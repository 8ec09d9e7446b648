import type { AttemptRecord, AttemptRow, CallRecord, CallRow, Usage } from '@lucid-gateway/core'

/** What is written down, in the order in which it happens: an intent, then rows as the ledger will have them. */
export type JournalRecord = Intent | AttemptRow | CallRow

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

export function recordOf(text: string): JournalRecord | undefined {
  try {
    const record = JSON.parse(text) as JournalRecord
    return kinds.has(record.kind) ? record : undefined
  } catch {
    return undefined
  }
}

/** Whether it is for the ledger. The kind comes first in what is written here. */
export function isRow(text: string): boolean {
  return text.startsWith('{"kind":"attempt"') || text.startsWith('{"kind":"call"')
}

const kinds: ReadonlySet<string> = new Set<JournalRecord['kind']>(['intent', 'attempt', 'call'])
