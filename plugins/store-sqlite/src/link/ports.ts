import type {
  AttemptRow,
  CallRow,
  JsonObject,
  Ledger,
  LedgerPage,
  LedgerBytes,
  LedgerRow,
  LedgerText,
  Row,
  Store,
  UsageRow,
} from '@lucid-gateway/core'
import type { RawRow } from '../engine/rows.ts'
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
    add: async rows => (rows.length === 0 ? undefined : link.ask('add', bytesOf(rows))),
    calls: async (query = {}) => pageOf<CallRow>(await link.ask('calls', query)),
    attempts: async (query = {}) => pageOf<AttemptRow>(await link.ask('attempts', query)),
    usage: async query => JSON.parse(await link.ask('usage', query)) as readonly UsageRow[],
    forget: (before, most) => link.ask('forget', before, most),
  }
}

/** In memory of its own, which is handed over as it is. */
function bytesOf(rows: readonly (LedgerRow | LedgerText | LedgerBytes)[]): Uint8Array {
  const pieces = rows.map(row => {
    if (row instanceof Uint8Array) return row
    return Buffer.from(typeof row === 'string' ? row : JSON.stringify(row))
  })
  let length = pieces.length - 1
  for (const piece of pieces) length += piece.length
  const bytes = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    if (at > 0) bytes[at++] = lineEnd
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

const lineEnd = 10

export function pageOf<R>({ rows, next }: RawPage): LedgerPage<R> {
  return { rows: rows.map(text => JSON.parse(text) as R), ...(next === undefined ? {} : { next }) }
}

function rowOf({ id, version, value }: RawRow): Row {
  return { id, version, value: JSON.parse(value) as JsonObject }
}
