import { type AttemptRow, fromUnknown, type LedgerRow, type Row, type Store } from '@lucid-gateway/core'
import { type Repeated, repeat } from '../artifacts/repeat.ts'
import type { Ports } from '../options.ts'
import { addToLedger } from './add-to-ledger.ts'
import { LeftCalls } from './left-calls.ts'
import { rowsAtOnce } from './projector.ts'
import { recordOf } from './record.ts'
import { type IntentRow, intentTable } from './store-intents.ts'
import { ownerTable } from './store-seat.ts'
import type { SweeperParts } from './sweeper.ts'

export interface StoreSweeperParts
  extends Pick<Ports, 'store' | 'ledger' | 'clock' | 'log'>, Pick<SweeperParts, 'owner' | 'heir'> {}

const everyMs = 15_000
/** At how many sweeps in a row an owner's row must be the same: by the heir's own time, whatever clocks say. */
const sameTimes = 3
const pageSize = 500

interface Seen {
  readonly version: number
  readonly times: number
}

/**
 * Settles what owners left in the Store that say nothing for 30 seconds: attempts without an end as of unknown use, and
 * calls without one as they stand. Rows are known by their ids, so it makes no difference that several do it.
 */
export function storeSweeper(parts: StoreSweeperParts): Repeated {
  const seen = new Map<string, Seen>()
  let isFirst = true
  return repeat(parts.clock, everyMs, async () => {
    try {
      await sweep(parts, seen, isFirst)
      isFirst = false
    } catch (thrown) {
      const { message } = fromUnknown(thrown)
      parts.log.error('what other processes left can not be looked for', { message })
    }
  })
}

async function sweep(parts: StoreSweeperParts, seen: Map<string, Seen>, isFirst: boolean): Promise<void> {
  const owners = await all(parts.store, ownerTable)
  const known = new Set(owners.map(({ id }) => id))
  for (const id of seen.keys()) if (!known.has(id)) seen.delete(id)
  for (const row of owners) {
    if (row.id === parts.owner) continue
    if (isSilent(row, seen)) await settle(row.id, parts)
  }
  // Of an owner that was taken for dead, and died when it had just written one more.
  if (!isFirst) return
  const forlorn = (await all(parts.store, intentTable)).map(({ value }) => (value as IntentRow).owner)
  for (const owner of new Set(forlorn))
    if (owner !== parts.owner && !(await parts.store.get(ownerTable, owner))) await settle(owner, parts)
}

function isSilent({ id, version, value }: Row, seen: Map<string, Seen>): boolean {
  if (value['isOver'] === true) return true
  const before = seen.get(id)
  const times = before?.version === version ? before.times + 1 : 1
  seen.set(id, { version, times })
  return times >= sameTimes
}

async function settle(owner: string, parts: StoreSweeperParts): Promise<void> {
  const { store, ledger, clock, log, heir } = parts
  const intents = await all(store, intentTable, { owner })
  const left = new LeftCalls()
  const ended: AttemptRow[] = []
  for (const { value } of intents) {
    const record = recordOf((value as IntentRow).text)
    if (record) left.read(record)
  }
  for (const callId of new Set(intents.map(({ value }) => (value as IntentRow).call))) {
    for (const row of (await ledger.attempts({ callId, limit: 1000 })).rows) {
      left.read(row)
      ended.push(row)
    }
    const [row] = (await ledger.calls({ callId })).rows
    if (row) left.read(row)
  }
  const rows: readonly LedgerRow[] = left.rows(clock.now())
  for (let at = 0; at < rows.length; at += rowsAtOnce)
    await addToLedger(ledger, rows.slice(at, at + rowsAtOnce), log)
  const unended = rows.filter(row => row.kind === 'attempt')
  await heir?.(owner, [...ended.toSorted(byEnd), ...unended], 'by time')
  if (rows.length > 0)
    log.warn('calls of a process that is no more were settled', { owner, attempts: unended.length })
  for (const { id } of intents) await store.delete(intentTable, id)
  await store.delete(ownerTable, owner)
}

function byEnd({ record: a }: AttemptRow, { record: b }: AttemptRow): number {
  return (a.settledAt ?? 0) - (b.settledAt ?? 0)
}

async function all(store: Store, table: string, where: Readonly<Record<string, string>> = {}) {
  const rows: Row[] = []
  for (;;) {
    const last = rows.at(-1)
    const page = await store.list(table, { where, limit: pageSize, ...(last ? { after: last.id } : {}) })
    rows.push(...page)
    if (page.length < pageSize) return rows
  }
}
