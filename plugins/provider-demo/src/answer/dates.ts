const day = 86_400_000
const months = 'january february march april may june july august september october november december'.split(
  ' ',
)
const monthNames = months.join('|')

/** Questions about dates that are given; the demo has no clock. */
export function answerDates(text: string): string | undefined {
  const dates = datesIn(text)
  const [first, second] = dates
  if (first === undefined) return undefined
  if (second !== undefined && /\b(?:between|from|until|to|difference|days?|weeks?|apart)\b/i.test(text)) {
    const days = Math.abs(second - first) / day
    return `From ${written(first)} to ${written(second)} it is ${days} ${days === 1 ? 'day' : 'days'}${inWeeks(days)}.`
  }
  const shift = /(\d+)\s+(day|week|month|year)s?\s+(after|before|from)/i.exec(text)
  if (shift) {
    const [, count, unit, direction] = shift as unknown as [string, string, string, string]
    const by = direction.toLowerCase() === 'before' ? -Number(count) : Number(count)
    return `${count} ${unit}s ${direction} ${written(first)} is ${written(shifted(first, by, unit.toLowerCase()))}.`
  }
  if (/\b(?:day|weekday|date|when)\b/i.test(text)) return `${iso(first)} is a ${weekday(first)}.`
  return undefined
}

function datesIn(text: string): readonly number[] {
  const pattern = new RegExp(
    `\\b(\\d{4})-(\\d{2})-(\\d{2})\\b|\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?(${monthNames}),?\\s+(\\d{4})\\b|\\b(${monthNames})\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})\\b`,
    'gi',
  )
  return Array.from(text.matchAll(pattern), ([, y1, m1, d1, d2, m2, y2, m3, d3, y3]) => {
    const month = m1 === undefined ? months.indexOf((m2 ?? m3 ?? '').toLowerCase()) : Number(m1) - 1
    return Date.UTC(Number(y1 ?? y2 ?? y3), month, Number(d1 ?? d2 ?? d3))
  }).filter(time => !Number.isNaN(time))
}

function shifted(time: number, by: number, unit: string): number {
  if (unit === 'day') return time + by * day
  if (unit === 'week') return time + by * 7 * day
  const date = new Date(time)
  const month = date.getUTCMonth() + (unit === 'month' ? by : 12 * by)
  const last = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate()
  return Date.UTC(date.getUTCFullYear(), month, Math.min(date.getUTCDate(), last))
}

function inWeeks(days: number): string {
  return days >= 14 && days % 7 === 0 ? `, which is ${days / 7} weeks` : ''
}

function iso(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

function weekday(time: number): string {
  return new Date(time).toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'UTC' })
}

function written(time: number): string {
  return `${iso(time)} (${weekday(time)})`
}
