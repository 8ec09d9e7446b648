export const dayMs = 24 * 60 * 60 * 1000
export const dayOf = (at: number): number => Math.floor(at / dayMs)
export const dayText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10)

/** Months since 1970, in UTC. */
export function monthOf(day: number): number {
  const date = new Date(day * dayMs)
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
}

/** The first day of a month. */
export function firstDayOf(month: number): number {
  return Date.UTC(1970, month, 1) / dayMs
}

/** What sums are kept of: days and months. */
export type Span = 'day' | 'month'

/** Whole days or months, from one up to another that is not among them; without bounds where there are none. */
export interface Stretch {
  readonly span: Span
  readonly first: number | undefined
  readonly end: number | undefined
}

/** Whole days, cut so that as much as can be is whole months. */
export function stretchesOf(
  first: number | undefined,
  end: number | undefined,
  byDay: boolean,
): readonly Stretch[] {
  if (byDay) return [{ span: 'day', first, end }]
  const firstMonth = first === undefined ? undefined : monthOf(first - 1) + 1
  const endMonth = end === undefined ? undefined : monthOf(end)
  if (firstMonth !== undefined && endMonth !== undefined && firstMonth >= endMonth)
    return [{ span: 'day', first, end }]
  const all: Stretch[] = [{ span: 'month', first: firstMonth, end: endMonth }]
  if (first !== undefined && firstMonth !== undefined && first < firstDayOf(firstMonth))
    all.push({ span: 'day', first, end: firstDayOf(firstMonth) })
  if (end !== undefined && endMonth !== undefined && firstDayOf(endMonth) < end)
    all.push({ span: 'day', first: firstDayOf(endMonth), end })
  return all
}
