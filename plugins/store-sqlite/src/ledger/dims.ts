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

interface Known {
  readonly byId: Map<number, Dim>
  readonly ids: Map<string, number>
  readonly who: Map<number, number>
}

const columns = dimFields.join(', ')

export function dimsOf(db: Database): Dims {
  let known: Known | undefined

  function load() {
    if (known) return known
    const byId = new Map<number, Dim>()
    const ids = new Map<string, number>()
    for (const row of db.sql(`select id, ${columns} from dims`).iterate()) {
      const { id, ...dim } = row as { readonly id: bigint } & Dim
      byId.set(Number(id), dim)
      ids.set(nameOf(dimFields.map(field => dim[field])), Number(id))
    }
    known = { byId, ids, who: new Map() }
    return known
  }

  return {
    idOf(...fields) {
      const { byId, ids } = load()
      const name = nameOf(fields)
      const found = ids.get(name)
      if (found !== undefined) return found
      const { lastInsertRowid } = db
        .sql(`insert into dims (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?)`)
        .run(...fields)
      const id = Number(lastInsertRowid)
      byId.set(id, Object.fromEntries(dimFields.map((field, at) => [field, fields[at] ?? ''])) as Dim)
      ids.set(name, id)
      return id
    },
    get: id => load().byId.get(id) as Dim,
    whoOf(id) {
      const { byId, who } = load()
      let found = who.get(id)
      if (found === undefined) {
        const { organisation, team, key, payer } = byId.get(id) as Dim
        found = this.idOf(organisation, team, key, '', '', '', '', payer)
        who.set(id, found)
      }
      return found
    },
    matching(wanted) {
      const fields = dimFields.filter(field => wanted[field] !== undefined)
      if (fields.length === 0) return undefined
      return [...load().byId].flatMap(([id, dim]) =>
        fields.every(field => dim[field] === wanted[field]) ? id : [],
      )
    },
    forget() {
      known = undefined
    },
  }
}

/** Names of what is told apart for each row, and so made fast; hardly any has a zero byte in it. */
function nameOf(fields: readonly string[]): string {
  const name = fields.join('\0')
  return name.split('\0', fields.length + 1).length > fields.length ? JSON.stringify(fields) : name
}
