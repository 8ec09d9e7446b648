import type { AttemptRow, Reading } from '@lucid-gateway/core'
import { commonMeters, isCommon } from './common-meters.ts'
import { spentOn } from './spent-on.ts'

/** What is counted of an attempt: columns of its own, so that adding up reads no JSON of whole rows. */
export interface Counted {
  readonly at: number
  readonly dim: number
  readonly subject: string | undefined
  readonly tags: Readonly<Record<string, string>> | undefined
  readonly isFirst: boolean
  readonly isFinished: boolean
  /** Absent where it is not known. */
  readonly cost: bigint | undefined
  readonly atMost: bigint | undefined
  /** In millionths, so that the order of adding makes no difference. */
  readonly meters: readonly (readonly [meter: string, millionths: bigint])[]
}

export const countedColumns = `at, dim, subject, status, cost, first, at_most, ${commonMeters.join(', ')}, meters, tags`

/** Columns that a new row has for what is counted of it, in the order of `valuesOf`. */
export const newColumns = `cost, first, at_most, ${commonMeters.join(', ')}, meters, tags`

export function valuesOf({
  record,
  call,
  atMostNanoUsd,
}: AttemptRow): readonly (bigint | number | string | null)[] {
  let others = ''
  for (const meter in record.usage?.meters) {
    const used = isCommon(meter) ? undefined : millionthsOf(record.usage.meters[meter])
    if (used !== undefined) others += `${others && ','}${JSON.stringify(meter)}:${used}`
  }
  return [
    fitting(spentOn(record)) ?? null,
    record.number === 1 ? 1 : 0,
    (atMostNanoUsd === undefined ? undefined : fitting(BigInt(atMostNanoUsd))) ?? null,
    ...commonMeters.map(meter => millionthsOf(record.usage?.meters[meter]) ?? 0),
    others && `{${others}}`,
    call.tags ? JSON.stringify(call.tags) : null,
  ].map(value => (value === '' ? null : value))
}

function millionthsOf(reading: Reading | undefined): bigint | undefined {
  if (reading === undefined || reading.certainty === 'unknown') return undefined
  const millionths = Math.round(reading.quantity * 1e6)
  return Number.isFinite(millionths) ? fitting(BigInt(millionths)) : undefined
}

/** A row that says what a column can't hold is kept as it came, and not counted by it: none may hold up those behind it. */
function fitting(value: bigint | undefined): bigint | undefined {
  return value !== undefined && BigInt.asIntN(64, value) === value ? value : undefined
}

export function countedOf(row: Readonly<Record<string, unknown>>): Counted {
  const { at, dim, subject, status, cost, first, at_most: atMost, tags } = row
  return {
    at: Number(at),
    dim: Number(dim),
    subject: (subject as string | null) ?? undefined,
    tags: tags === null ? undefined : (JSON.parse(tags as string) as Record<string, string>),
    isFirst: first === 1n,
    isFinished: status === 'finished',
    cost: (cost as bigint | null) ?? undefined,
    atMost: (atMost as bigint | null) ?? undefined,
    meters: [
      ...commonMeters.flatMap(meter => (row[meter] === 0n ? [] : [[meter, row[meter] as bigint] as const])),
      ...otherMeters(row['meters']),
    ],
  }
}

/** Those that are no columns. */
export function otherMeters(text: unknown): readonly (readonly [meter: string, millionths: bigint])[] {
  if (text === null) return []
  const meters = Object.entries(JSON.parse(text as string) as Record<string, number>)
  return meters.map(([meter, used]) => [meter, BigInt(used)] as const)
}
