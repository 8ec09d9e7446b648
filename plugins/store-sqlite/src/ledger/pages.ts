import type { AttemptQuery, CallFilter } from '@lucid-gateway/core'
import type { Database, Value } from '../engine/database.ts'
import { type Dims, noTarget, pick, targetFields, whoFields } from './dims.ts'

/** Rows as JSON, latest first. */
export interface RawPage {
  readonly rows: readonly string[]
  readonly next?: string
}

/** Where a row is in the order of pages: latest first. */
interface Place {
  readonly at: number
  readonly id: string
}

interface Found extends Place {
  readonly n: bigint
  readonly dim: bigint
  readonly tags: string | null
}

type Table = 'calls' | 'attempts'

/** So many rows are looked at for one page, where an index can't tell which of them are wanted. */
const mostLooked = 5000

/**
 * A page of a table that has `at`, `id`, `dim`, `subject`, `status` and `record`. It ends early where too much would have to be
 * looked at; the next goes on from there.
 */
export function pageOf(db: Database, dims: Dims, table: Table, query: AttemptQuery): RawPage {
  const { limit = 100, after, subject, status, tags } = query
  const sources = sourcesOf(dims, table, query)
  const { conditions, values } = conditionsOf(table, { ...query, tags: {} })
  if (after !== undefined) {
    conditions.push('(at, id) < (?, ?)')
    const at = after.indexOf(' ')
    values.push(Number(after.slice(0, at)), after.slice(at + 1))
  }
  const where = (...more: readonly string[]): string => {
    const all = [...conditions, ...more]
    return all.length > 0 ? `where ${all.join(' and ')}` : ''
  }
  const tagsIn = tags === undefined ? 'null' : table === 'calls' ? `record -> '$.record.tags'` : 'tags'
  const looked: Found[] = []
  let horizon: Place | undefined
  const stopAt = (place: Place | undefined): void => {
    if (place && (!horizon || compare(place, horizon) < 0)) horizon = place
  }
  const look = (most: number, condition: readonly string[], ...more: readonly Value[]): void => {
    const rows = db
      .sql(
        `select rowid as n, at, id, dim, ${tagsIn} as tags from ${table} ${where(...condition)}
         order by at desc, id desc limit ?`,
      )
      .all(...values, ...more, most)
      .map(row => ({ ...row, at: Number(row['at']) }) as Found)
    for (const row of rows) looked.push(row)
    if (rows.length === most) stopAt(rows.at(-1))
  }
  const { among, column, only } = sources
  const isSifted = tags !== undefined || only !== undefined
  const most = isSifted ? mostLooked : limit + 1
  if (among === undefined) look(most, [])
  else if (subject !== undefined || isFew(status))
    look(most, [`+${column} in (select value from json_each(?))`], JSON.stringify(among))
  else {
    const head = `select max(at) as at from ${table} ${where(`${column} = ?`)}`
    const { latest, before } = latestOf(
      among,
      id => db.sql(head).get(...values, id)?.['at'] as bigint | null,
      limit + 1,
    )
    // Of those left out nothing is later than this.
    stopAt(before === undefined ? undefined : { at: before + 1, id: '' })
    const each = isSifted ? Math.max(20, Math.ceil(most / latest.length)) : limit + 1
    for (const id of latest) look(each, [`${column} = ?`], id)
  }
  const end = horizon
  const wanted = looked
    .filter(row => end === undefined || compare(row, end) <= 0)
    .filter(row => (only?.has(Number(row.dim)) ?? true) && hasTags(row, tags))
    .sort(compare)
  const rows = wanted.slice(0, limit)
  const next = wanted.length > limit ? rows.at(-1) : end
  return {
    rows: rows.map(
      ({ n }) => db.sql(`select record from ${table} where rowid = ?`).get(n)?.['record'] as string,
    ),
    ...(next ? { next: `${next.at} ${next.id}` } : {}),
  }
}

/** Where rows are looked for, and which of those found there are wanted. */
interface Sources {
  /** All, where it is absent. */
  readonly among?: readonly number[]
  readonly column: 'dim' | 'who'
  readonly only?: ReadonlySet<number>
}

/** Calls are found by all that is known of them, attempts by who it was and who pays. */
function sourcesOf(dims: Dims, table: Table, query: AttemptQuery): Sources {
  const [who, target] = [pick(query, whoFields), pick(query, targetFields)]
  if (table === 'calls') {
    const among = who || target ? dims.matching({ ...who, ...target, ...ofCall }) : undefined
    return { column: 'dim', ...(among ? { among } : {}) }
  }
  const among = who && dims.matching({ ...who, ...noTarget })
  const only = target && dims.matching({ ...who, ...target })
  return { column: 'who', ...(among ? { among } : {}), ...(only ? { only: new Set(only) } : {}) }
}

/** What a call has nothing of. */
const ofCall = { account: '', provider: '', model: '', payer: '' } as const

/** Those whose latest row is latest, at least so many if there are as many, and when the others' latest is. */
function latestOf(
  dims: readonly number[],
  headOf: (dim: number) => bigint | null,
  many: number,
): { readonly latest: readonly number[]; readonly before?: number } {
  if (dims.length <= many) return { latest: dims }
  const heads = dims
    .flatMap(dim => {
      const at = headOf(dim)
      return at === null ? [] : [{ dim, at: Number(at) }]
    })
    .sort((a, b) => b.at - a.at)
  const least = heads[many - 1]?.at ?? -Infinity
  const before = heads.find(({ at }) => at < least)?.at
  return {
    latest: heads.flatMap(({ dim, at }) => (at >= least ? dim : [])),
    ...(before === undefined ? {} : { before }),
  }
}

/** Those that did not finish have an index of their own. */
function isFew(status: AttemptQuery['status']): boolean {
  return status !== undefined && status !== 'finished'
}

function hasTags({ tags }: Found, wanted: CallFilter['tags']): boolean {
  if (wanted === undefined) return true
  const has = tags === null ? {} : (JSON.parse(tags) as Record<string, string>)
  return Object.entries(wanted).every(([name, value]) => Object.hasOwn(has, name) && has[name] === value)
}

function compare(a: Place, b: Place): number {
  return b.at - a.at || (a.id === b.id ? 0 : a.id < b.id ? 1 : -1)
}

/** What is asked for beside the dimensions that have a table of their own. */
export function conditionsOf(
  table: Table,
  { from, to, subject, status, callId, tags = {} }: CallFilter & Pick<AttemptQuery, 'status' | 'callId'>,
): { readonly conditions: string[]; readonly values: Value[] } {
  const conditions: string[] = []
  const values: Value[] = []
  const add = (condition: string, ...more: readonly Value[]): void => {
    conditions.push(condition)
    values.push(...more)
  }
  if (from !== undefined) add('at >= ?', from)
  if (to !== undefined) add('at < ?', to)
  if (subject !== undefined) add('subject = ?', subject)
  // Said twice where it helps: an index of few rows is only taken where the text says that it is enough.
  if (status !== undefined)
    add(status === 'finished' ? 'status = ?' : `status <> 'finished' and status = ?`, status)
  if (callId !== undefined && table === 'calls') add('id = ?', callId)
  if (callId !== undefined && table === 'attempts')
    add(`id > ? and id < ? and record ->> '$.record.callId' = ?`, `${callId}.`, `${callId}/`, callId)
  for (const [name, value] of Object.entries(tags))
    add('exists (select 1 from json_each(tags) as tag where tag.key = ? and tag.value = ?)', name, value)
  return { conditions, values }
}

export function definedOf<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never
}
