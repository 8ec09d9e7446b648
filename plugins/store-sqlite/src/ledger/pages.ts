import type { AttemptQuery, CallFilter } from '@lucid-gateway/core'
import type { Database, Value } from '../engine/database.ts'
import type { Dims } from './dims.ts'

/** Rows as JSON, latest first. */
export interface RawPage {
  readonly rows: readonly string[]
  readonly next?: string
}

interface Found {
  readonly at: number
  readonly id: string
  readonly record: string
}

/** Of so many combinations each is looked up by itself; of more, rows are gone through by time. */
const fewDims = 64

/** A page of a table that has `at`, `id`, `dim`, `subject`, `status` and `record`. */
export function pageOf(db: Database, dims: Dims, table: 'calls' | 'attempts', query: AttemptQuery): RawPage {
  const { limit = 100, after } = query
  const { organisation, team, key, capability, account, provider, model, payer } = query
  const wanted = definedOf({ organisation, team, key, capability, account, provider, model, payer })
  const matching = dims.matching(wanted)
  const { conditions, values } = conditionsOf(table, query)
  if (after !== undefined) {
    const [at = '', id = ''] = splitOnce(after)
    conditions.push('(at, id) < (?, ?)')
    values.push(Number(at), id)
  }
  const select = (more: readonly string[]): string => {
    const all = [...conditions, ...more]
    const where = all.length > 0 ? `where ${all.join(' and ')}` : ''
    return `select at, id, record from ${table} ${where} order by at desc, id desc limit ?`
  }
  const read = (text: string, ...more: readonly Value[]): readonly Found[] =>
    db
      .sql(text)
      .all(...values, ...more, limit + 1)
      .map(row => ({ at: Number(row['at']), id: row['id'] as string, record: row['record'] as string }))
  const found =
    matching === undefined
      ? read(select([]))
      : matching.length <= fewDims && query.subject === undefined
        ? latest(matching.flatMap(dim => read(select(['dim = ?']), dim)))
        : read(select(['+dim in (select value from json_each(?))']), JSON.stringify(matching))
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  return {
    rows: rows.map(({ record }) => record),
    ...(last && found.length > limit ? { next: `${last.at} ${last.id}` } : {}),
  }
}

/** What is asked for beside the dimensions that have a table of their own. */
export function conditionsOf(
  table: 'calls' | 'attempts',
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
  const path = table === 'calls' ? '$.record.tags' : '$.call.tags'
  for (const [name, value] of Object.entries(tags))
    add(
      `exists (select 1 from json_each(record, '${path}') as tag where tag.key = ? and tag.value = ?)`,
      name,
      value,
    )
  return { conditions, values }
}

function latest(found: readonly Found[]): readonly Found[] {
  return found.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
}

function splitOnce(text: string): readonly string[] {
  const at = text.indexOf(' ')
  return [text.slice(0, at), text.slice(at + 1)]
}

export function definedOf<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never
}
