import {
  type AttemptRecord,
  type AttemptRow,
  type CallRecord,
  type CallRow,
  type ErrorRecord,
  type LedgerRow,
  LucidError,
} from '@lucid-gateway/core'
import { closeCall, settleAttempt } from '@lucid-gateway/core/engine'
import { factsOf } from './call-facts.ts'
import type { Intent, JournalRecord } from './record.ts'

interface LeftCall {
  record?: CallRecord
  readonly open: Map<string, Intent>
  readonly settled: Map<string, AttemptRecord>
}

/** What a journal says of calls whose end it does not have, read from its beginning. Reading a part twice makes no difference. */
export class LeftCalls {
  readonly #calls = new Map<string, LeftCall>()

  read(record: JournalRecord): void {
    if (record.kind === 'call') {
      this.#calls.delete(record.record.id)
      return
    }
    const attempt = record.kind === 'intent' ? record.attempt : record.record
    const call = this.#call(attempt.callId)
    if (record.kind === 'intent') {
      call.record = record.call
      if (!call.settled.has(attempt.id)) call.open.set(attempt.id, record)
    } else {
      call.open.delete(attempt.id)
      call.settled.set(attempt.id, attempt)
    }
  }

  /**
   * The rows that are missing. Of an attempt that was not settled the use is unknown, and so is the cost: at most what its
   * intent says.
   */
  rows(at: number): readonly LedgerRow[] {
    return [...this.#calls.values()].flatMap(call => rowsOf(call, at))
  }

  #call(id: string): LeftCall {
    const known = this.#calls.get(id)
    if (known) return known
    const call: LeftCall = { open: new Map(), settled: new Map() }
    this.#calls.set(id, call)
    return call
  }
}

function rowsOf({ record, open, settled }: LeftCall, at: number): readonly LedgerRow[] {
  if (!record) return []
  const attempts = [...open.values()].map((intent): AttemptRow => {
    const end = { status: 'failed', usage: intent.worst, error: ownerDied() } as const
    const { atMostNanoUsd } = intent
    return {
      kind: 'attempt',
      record: settleAttempt(intent.attempt, end, at),
      call: factsOf(record),
      ...(atMostNanoUsd === undefined ? {} : { atMostNanoUsd }),
    }
  })
  const all = [...settled.values(), ...attempts.map(row => row.record)].toSorted(
    (a, b) => a.number - b.number,
  )
  const closed: CallRow = { kind: 'call', record: closeCall(record, all, endOf(all), at) }
  return [...attempts, closed]
}

function endOf(attempts: readonly AttemptRecord[]): Parameters<typeof closeCall>[2] {
  const { status, error } = attempts.at(-1) ?? {}
  if (status === 'finished') return { status, warnings: [] }
  if (status === 'cancelled' && error) return { status, error: errorOf(error), warnings: [] }
  return { status: 'failed', error: ownerDied(), warnings: [] }
}

function errorOf({ code, message, ...rest }: ErrorRecord): LucidError {
  return new LucidError(code, message, rest)
}

function ownerDied(): LucidError {
  return new LucidError('unavailable', 'The process that made the call ended before the call did.', {
    recourse: 'none',
    billed: 'unknown',
    reason: 'owner_died',
  })
}
