import { LucidError } from '../../errors/lucid-error.ts'
import type {
  AttemptFilter,
  AttemptRow,
  CallFilter,
  CallRow,
  Ledger,
  LedgerPage,
  LedgerRow,
  RepricingRow,
} from '../../ports/ledger.ts'
import { ledgerRows } from '../../ports/ledger-rows.ts'
import { daySums, keepLatest } from './day-sums.ts'

export interface MemoryLedgerOptions {
  /** How many calls, and how many attempts, it holds; the earliest go for more, out of the sums too. 50,000 unless said. */
  readonly most?: number
}

/** A ledger that lives as long as the process. Rows are copied in and out, as any other driver would. */
export function memoryLedger({ most = 50_000 }: MemoryLedgerOptions = {}): Ledger {
  const calls = new Map<string, CallRow>()
  const attempts = new Map<string, AttemptRow>()
  const repricings = new Map<string, RepricingRow>()
  const sums = daySums(most)

  function addRow(row: LedgerRow): void {
    if (row.kind === 'call') {
      if (!calls.has(row.record.id)) calls.set(row.record.id, row)
      keepLatest(calls, most)
    } else if (row.kind === 'attempt') {
      if (attempts.has(row.record.id)) return
      attempts.set(row.record.id, row)
      keepLatest(attempts, most)
      sums.count(row)
    } else if (!repricings.has(row.id)) {
      const attempt = attempts.get(row.attemptId)
      if (!attempt) throw noSuchAttempt(row)
      repricings.set(row.id, row)
      keepLatest(repricings, most)
      sums.reprice(attempt, row)
    }
  }

  return {
    async add(given) {
      const rows = ledgerRows(given)
      const known = new Set(rows.flatMap(row => (row.kind === 'attempt' ? row.record.id : [])))
      for (const row of rows)
        if (row.kind === 'repricing' && !known.has(row.attemptId) && !attempts.has(row.attemptId))
          throw noSuchAttempt(row)
      for (const row of rows) if (row.kind !== 'repricing') addRow(row)
      for (const row of rows) if (row.kind === 'repricing') addRow(row)
    },
    async calls({ after, limit, callId, status, ...filter } = {}) {
      const found = [...calls.values()].filter(
        ({ record }) =>
          (callId === undefined || record.id === callId) &&
          (status === undefined || record.status === status) &&
          isOf(filter, { ...record, at: record.admittedAt }),
      )
      return page(found, ({ record }) => [record.admittedAt, record.id], after, limit)
    },
    async attempts({ after, limit, callId, status, ...filter } = {}) {
      const found = [...attempts.values()].filter(
        row =>
          (callId === undefined || row.record.callId === callId) &&
          (status === undefined || row.record.status === status) &&
          isAttemptOf(filter, row),
      )
      return page(found, ({ record }) => [record.startedAt, record.id], after, limit)
    },
    async usage({ by, ...filter }) {
      return sums.sum(by, row => isAttemptOf(filter, row))
    },
    async forget(before, atMost) {
      const times = [
        ...[...calls.values()].map(({ record: { id, admittedAt: at } }) => ({ id, at, rows: calls })),
        ...[...attempts.values()].map(({ record: { id, startedAt: at } }) => ({ id, at, rows: attempts })),
      ]
      const old = times
        .filter(({ at }) => at < before)
        .sort((a, b) => a.at - b.at)
        .slice(0, atMost)
      for (const { id, rows } of old) rows.delete(id)
      return old.length
    },
    async close() {
      calls.clear()
      attempts.clear()
      repricings.clear()
      sums.clear()
    },
  }
}

function isAttemptOf(
  { account, provider, model, payer, ...filter }: AttemptFilter,
  row: AttemptRow,
): boolean {
  const { record, call } = row
  return (
    (account === undefined || record.account === account) &&
    (provider === undefined || record.provider === provider) &&
    (model === undefined || record.model === model) &&
    (payer === undefined || record.payer === payer) &&
    isOf(filter, { ...call, capability: record.capability, at: record.startedAt })
  )
}

interface Filtered extends Pick<CallRow['record'], 'principal' | 'subject' | 'tags' | 'capability'> {
  readonly at: number
}

function isOf(filter: CallFilter, { principal, subject, tags = {}, capability, at }: Filtered): boolean {
  const { from = -Infinity, to = Infinity } = filter
  return (
    at >= from &&
    at < to &&
    (filter.organisation === undefined || principal.organisation === filter.organisation) &&
    (filter.team === undefined || principal.team === filter.team) &&
    (filter.key === undefined || principal.key === filter.key) &&
    (filter.subject === undefined || subject === filter.subject) &&
    (filter.capability === undefined || capability === filter.capability) &&
    Object.entries(filter.tags ?? {}).every(([name, value]) => tags[name] === value)
  )
}

function page<Row>(
  found: readonly Row[],
  keyOf: (row: Row) => Place,
  after: string | undefined,
  limit = 100,
): LedgerPage<Row> {
  const from = after === undefined ? undefined : placeOf(after)
  const rows = found
    .map(row => ({ row, key: keyOf(row) }))
    .filter(({ key }) => !from || byPlace(key, from) > 0)
    .sort((a, b) => byPlace(a.key, b.key))
  const taken = rows.slice(0, limit)
  const last = taken.at(-1)
  return {
    rows: taken.map(({ row }) => structuredClone(row)),
    ...(last && limit < rows.length ? { next: last.key.join(' ') } : {}),
  }
}

type Place = readonly [at: number, id: string]

function placeOf(text: string): Place {
  const cut = text.indexOf(' ')
  return [Number(text.slice(0, cut)), text.slice(cut + 1)]
}

/** The latest first, of those at one time the highest id. */
function byPlace(a: Place, b: Place): number {
  return b[0] - a[0] || (a[1] === b[1] ? 0 : a[1] < b[1] ? 1 : -1)
}

function noSuchAttempt({ attemptId }: RepricingRow): LucidError {
  return new LucidError('not_found', `There is no attempt "${attemptId}" in the ledger to be re-priced.`, {
    origin: 'gateway',
    param: 'attemptId',
    reason: 'unknown_attempt',
  })
}
