import {
  type AttemptRow,
  type CallRow,
  type JsonObject,
  type Ledger,
  type LedgerPage,
  type Row,
  spentOn,
  type Store,
  type UsageRow,
} from '@lucid-gateway/core'
import type { RawRow } from '../engine/rows.ts'
import type { CostedRow } from '../ledger/add-rows.ts'
import type { RawPage } from '../ledger/pages.ts'
import type { Link } from './link.ts'

export function storeOn(link: Pick<Link, 'ask'>): Omit<Store, 'close'> {
  return {
    async get(table, id) {
      const row = await link.ask('get', table, id)
      return row && rowOf(row)
    },
    insert: async (table, id, value) => link.ask('insert', table, id, JSON.stringify(value)),
    update: async (table, id, version, value) =>
      link.ask('update', table, id, version, JSON.stringify(value)),
    delete: (table, id) => link.ask('delete', table, id),
    list: async (table, query = {}) => (await link.ask('list', table, query)).map(rowOf),
  }
}

export function ledgerOn(link: Pick<Link, 'ask'>): Omit<Ledger, 'close'> {
  return {
    add: async rows => link.ask('add', JSON.stringify(rows.map(costed))),
    calls: async (query = {}) =>
      pageOf(await link.ask('calls', query), record => ({ kind: 'call', record }) as CallRow),
    attempts: async (query = {}) =>
      pageOf(
        await link.ask('attempts', query),
        row => ({ kind: 'attempt', ...(row as object) }) as AttemptRow,
      ),
    usage: async query => JSON.parse(await link.ask('usage', query)) as readonly UsageRow[],
    forget: (before, most) => link.ask('forget', before, most),
  }
}

function costed(row: CostedRow[0]): CostedRow {
  if (row.kind !== 'attempt') return [row]
  const spent = spentOn(row.record)
  return spent === undefined ? [row] : [row, spent.toString()]
}

export function pageOf<R>({ rows, next }: RawPage, make: (value: unknown) => R): LedgerPage<R> {
  return { rows: rows.map(text => make(JSON.parse(text))), ...(next === undefined ? {} : { next }) }
}

function rowOf({ id, version, value }: RawRow): Row {
  return { id, version, value: JSON.parse(value) as JsonObject }
}
