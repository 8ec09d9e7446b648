import type { UsageDimension, UsageQuery, UsageRow } from '@lucid-gateway/core'
import type { Database } from '../engine/database.ts'
import { Fault } from '../engine/fault.ts'
import { dayMs, type Stretch, stretchesOf } from './calendar.ts'
import { type Dims, targetFields } from './dims.ts'
import { wholeSince } from './forget.ts'
import { summedTo } from './roll-up.ts'
import { addFromRows } from './usage-of-rows.ts'
import { addFromSums } from './usage-of-sums.ts'
import { subjectName, tagName } from './tally.ts'
import { totalsBy } from './totals.ts'

/**
 * Sums by dimensions. Whole days and months come from their sums, which are there for everything, and for each subject and
 * each tag alone by who it was; parts of a day, what is not summed yet, and several of those at once come from the rows.
 */
export function usageOf(db: Database, dims: Dims, query: UsageQuery): readonly UsageRow[] {
  const totals = totalsBy(query.by)
  const look = lookingUpTo(query.mostRows)
  const [label = '', ...more] = labelsOf(query)
  if (more.length > 0 || (label !== '' && asksForTarget(query)))
    addFromRows(db, dims, query, { totals, look })
  else {
    const summed = summedTo(db)
    const { stretches, edges } = cutOf(query, wholeSince(db))
    for (const stretch of stretches) addFromSums(db, dims, query, { label, stretch, totals, look })
    for (const { sign, ...edge } of edges)
      addFromRows(db, dims, { ...query, ...edge }, { totals, look, upTo: summed, sign })
    addFromRows(db, dims, query, { totals, look, after: summed })
  }
  return totals.rows()
}

/** To be told of the rows that are gone through; throws when they are too many. */
function lookingUpTo(most = Infinity): (rows: number) => void {
  let looked = 0
  return rows => {
    looked += rows
    if (looked > most) throw tooMany(most)
  }
}

function tooMany(most: number): Fault {
  return new Fault({
    code: 'invalid_request',
    reason: 'too_many_rows',
    message: `This would go through more than ${most} rows one by one.`,
    hint: 'Ask for a shorter time, for whole days (UTC), by fewer dimensions, or for subject and tags apart from one another and from models and accounts.',
  })
}

/** The names of the sums that a question needs beside those over everything. */
function labelsOf({ by, subject, tags = {} }: UsageQuery): readonly string[] {
  const all = [
    ...(subject === undefined ? [] : [subjectName]),
    ...Object.keys(tags).map(tagName),
    ...by.flatMap(each => labelOf(each) ?? []),
  ]
  return [...new Set(all)]
}

function labelOf(dimension: UsageDimension): string | undefined {
  if (dimension === 'subject') return subjectName
  return dimension.startsWith('tag:') ? tagName(dimension.slice('tag:'.length)) : undefined
}

/** Whether it is asked what was used, which sums of subjects and tags do not say. */
function asksForTarget(query: UsageQuery): boolean {
  return targetFields.some(each => query[each] !== undefined || query.by.includes(each))
}

interface Edge {
  readonly from: number
  readonly to: number
  readonly sign: 1 | -1
}

/** Whole days, and parts of days: the part that is asked for, or the other one, to be taken off again, if it is shorter. */
function cutOf(
  { from, to, by }: UsageQuery,
  since: number,
): { readonly stretches: readonly Stretch[]; readonly edges: readonly Edge[] } {
  const edges: Edge[] = []
  let first = from === undefined ? undefined : Math.ceil(from / dayMs)
  let end = to === undefined ? undefined : Math.floor(to / dayMs)
  if (from !== undefined && to !== undefined && first !== undefined && end !== undefined && first > end)
    return { stretches: [], edges: [{ from, to, sign: 1 }] }
  if (from !== undefined && first !== undefined && from < first * dayMs) {
    const start = (first - 1) * dayMs
    const isLong = from - start < dayMs / 2 && start > since
    edges.push(isLong ? { from: start, to: from, sign: -1 } : { from, to: first * dayMs, sign: 1 })
    if (isLong) first--
  }
  if (to !== undefined && end !== undefined && to > end * dayMs) {
    const start = end * dayMs
    const isLong = to - start > dayMs / 2 && start > since
    edges.push(isLong ? { from: to, to: start + dayMs, sign: -1 } : { from: start, to, sign: 1 })
    if (isLong) end++
  }
  const isNone = first !== undefined && end !== undefined && first >= end
  return { stretches: isNone ? [] : stretchesOf(first, end, by.includes('day')), edges }
}
