import type { Database } from '../engine/database.ts'

/** What attempts and calls are told apart by, most often; each combination is kept once. */
export const dimFields = [
  'organisation',
  'team',
  'key',
  'capability',
  'account',
  'provider',
  'model',
  'payer',
] as const

export type DimField = (typeof dimFields)[number]
/** What says who it was and who pays. */
export const whoFields = ['organisation', 'team', 'key', 'payer'] as const
/** What says what was used. */
export const targetFields = ['capability', 'account', 'provider', 'model'] as const
/** What it is where nothing is said of that. */
export const noTarget = { capability: '', account: '', provider: '', model: '' } as const

/** Those fields of a question that are asked for; undefined where none is. */
export function pick(
  query: Partial<Record<DimField, string>>,
  fields: readonly DimField[],
): Partial<Record<DimField, string>> | undefined {
  const wanted = fields.filter(field => query[field] !== undefined)
  return wanted.length === 0 ? undefined : Object.fromEntries(wanted.map(field => [field, query[field]]))
}

export function isDim(dimension: string): dimension is DimField {
  return (dimFields as readonly string[]).includes(dimension)
}

/** Empty where there is none. */
type Dim = Readonly<Record<DimField, string>>

export interface Dims {
  /** Of the fields, in their order. */
  idOf(...fields: readonly string[]): number
  get(id: number): Dim
  /** That which says who it was and who pays, and nothing else. */
  whoOf(id: number): number
  /** Those that have these values; undefined if that is all. */
  matching(wanted: Partial<Dim>): readonly number[] | undefined
  /** What was not committed may be gone. */
  forget(): void
}

const columns = dimFields.join(', ')
const insertDim = `insert into dims (${columns}) values (${dimFields.map(() => '?').join(', ')})`

/** Names of keys and models are ever more; so many of their combinations are remembered, and others looked up. */
const mostKnown = 20_000

export function dimsOf(db: Database, most = mostKnown): Dims {
  const byId = new Map<number, Dim>()
  const ids = new Map<string, number>()
  const who = new Map<number, number>()

  function forget(): void {
    byId.clear()
    ids.clear()
    who.clear()
  }

  function know(id: number, dim: Dim): void {
    if (byId.size >= most) forget()
    byId.set(id, dim)
    ids.set(nameOf(dimFields.map(field => dim[field])), id)
  }

  function get(id: number): Dim {
    const known = byId.get(id)
    if (known) return known
    const dim = db.sql(`select ${columns} from dims where id = ?`).get(id) as unknown as Dim
    know(id, dim)
    return dim
  }

  function idOf(...fields: readonly string[]): number {
    const known = ids.get(nameOf(fields))
    if (known !== undefined) return known
    const found = db.sql(`select id from dims where ${whereAll(dimFields)}`).get(...fields)
    const id = Number(found ? found['id'] : db.sql(insertDim).run(...fields).lastInsertRowid)
    know(id, Object.fromEntries(dimFields.map((field, at) => [field, fields[at] ?? ''])) as Dim)
    return id
  }

  return {
    idOf,
    get,
    whoOf(id) {
      let found = who.get(id)
      if (found === undefined) {
        const { organisation, team, key, payer } = get(id)
        found = idOf(organisation, team, key, '', '', '', '', payer)
        who.set(id, found)
      }
      return found
    },
    matching(wanted) {
      const fields = dimFields.filter(field => wanted[field] !== undefined)
      if (fields.length === 0) return undefined
      const found = db.sql(`select id from dims where ${whereAll(fields)}`)
      return found.all(...fields.map(field => wanted[field] as string)).map(({ id }) => Number(id))
    },
    forget,
  }
}

function whereAll(fields: readonly DimField[]): string {
  return fields.map(field => `${field} = ?`).join(' and ')
}

/** Names of what is told apart for each row, and so made fast; hardly any has a zero byte in it. */
function nameOf(fields: readonly string[]): string {
  const name = fields.join('\0')
  return name.split('\0', fields.length + 1).length > fields.length ? JSON.stringify(fields) : name
}
