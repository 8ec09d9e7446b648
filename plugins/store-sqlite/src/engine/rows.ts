import type { Database, Value } from './database.ts'

/** A row as it is in the database: its value is JSON. */
export interface RawRow {
  readonly id: string
  readonly version: number
  readonly value: string
}

export interface RawQuery {
  readonly where?: Readonly<Record<string, string | number | boolean | null>>
  readonly after?: string
  readonly limit?: number
}

/** The versioned rows of `Store`. */
export interface Rows {
  get(table: string, id: string): RawRow | undefined
  insert(table: string, id: string, value: string): boolean
  update(table: string, id: string, version: number, value: string): boolean
  delete(table: string, id: string): boolean
  list(table: string, query: RawQuery): readonly RawRow[]
}

/** Fields that can be named in SQL as they are. */
const plainField = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Whoever lists by ever other fields gets no index for each. */
const mostIndexes = 64

export function rowsOf(db: Database): Rows {
  const indexed = new Set<string>()

  /** JSON of equal values is equal text, so that neither `3` and `'3'` nor `1` and `true` are taken for one another. */
  function index(table: string, field: string): void {
    const name = `rows ${table} ${field}`
    if (indexed.has(name) || indexed.size >= mostIndexes) return
    indexed.add(name)
    const [index, tab] = [name.replaceAll('"', '""'), quoted(table)]
    db.exec(`create index if not exists "${index}" on rows (value -> '$.${field}', id) where tab = ${tab}`)
  }

  return {
    get(table, id) {
      const row = db.sql('select id, version, value from rows where tab = ? and id = ?').get(table, id)
      return row && rawRow(row)
    },
    insert: (table, id, value) =>
      db.sql('insert into rows values (?, ?, 1, ?) on conflict do nothing').run(table, id, value).changes > 0,
    update: (table, id, version, value) =>
      db
        .sql('update rows set value = ?, version = version + 1 where tab = ? and id = ? and version = ?')
        .run(value, table, id, version).changes > 0,
    delete: (table, id) => db.sql('delete from rows where tab = ? and id = ?').run(table, id).changes > 0,
    list(table, { where = {}, after, limit }) {
      const fields = Object.entries(where)
      const conditions = [`tab = ${quoted(table)}`]
      const values: Value[] = []
      for (const [field, wanted] of fields) {
        if (!plainField.test(field)) continue
        index(table, field)
        conditions.push(`value -> '$.${field}' = ?`)
        values.push(JSON.stringify(wanted))
      }
      if (after !== undefined) conditions.push('id > ?')
      if (after !== undefined) values.push(after)
      const odd = fields.filter(([field]) => !plainField.test(field))
      const found = db.sql(
        `select id, version, value from rows where ${conditions.join(' and ')} order by id limit ?`,
      )
      const rows = found.iterate(...values, odd.length > 0 || limit === undefined ? -1 : limit)
      const all: RawRow[] = []
      for (const row of rows) {
        const raw = rawRow(row)
        if (odd.length > 0 && !matches(raw.value, odd)) continue
        if (all.push(raw) >= (limit ?? Infinity)) break
      }
      return limit === 0 ? [] : all
    },
  }
}

function matches(value: string, fields: readonly (readonly [string, unknown])[]): boolean {
  const object = JSON.parse(value) as Record<string, unknown>
  return fields.every(([field, wanted]) => Object.hasOwn(object, field) && object[field] === wanted)
}

function rawRow(row: Readonly<Record<string, unknown>>): RawRow {
  return { id: row['id'] as string, version: Number(row['version']), value: row['value'] as string }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
