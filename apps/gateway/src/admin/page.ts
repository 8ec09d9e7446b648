import type { Exchange } from '../http/exchange.ts'
import { queryOf } from '../http/query.ts'
import { invalidField } from '../wording/invalid-field.ts'
import type { Entry, PageQuery } from '../keys/table.ts'
import type { Admin } from './admin.ts'

const usual = 50
const most = 500

/** What of a list is asked for, and may be seen. */
export function pageQuery(exchange: Exchange, admin: Admin): PageQuery {
  const asked = queryOf(exchange.request)
  for (const name of asked.keys())
    if (name !== 'after' && name !== 'limit')
      throw invalidField(name, 'is no parameter of this list', 'There are after and limit.')
  const limit = Number(asked.get('limit') ?? usual)
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    throw invalidField('limit', `must be a number from 1 to ${most}`, `Leave it out for ${usual}.`)
  const after = asked.get('after')
  return {
    limit,
    ...(after ? { after } : {}),
    ...(admin.team === null ? {} : { where: { team: admin.team } }),
  }
}

export interface Page {
  readonly data: readonly object[]
  /** What `after` is to be for the next page; null where there is none. */
  readonly next: string | null
}

/** One more than is asked for tells whether there are more. */
export async function pageOf<Value>(
  query: PageQuery,
  list: (query: PageQuery) => Promise<readonly Entry<Value>[]>,
  facts: (entry: Entry<Value>) => object,
): Promise<Page> {
  const found = await list({ ...query, limit: query.limit + 1 })
  const shown = found.slice(0, query.limit)
  return { data: shown.map(facts), next: found.length > shown.length ? (shown.at(-1)?.id ?? null) : null }
}
