import type { AttemptRow } from '@lucid-gateway/core'
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
  readonly atMost: bigint
  /** In millionths, so that the order of adding makes no difference. */
  readonly meters: readonly (readonly [meter: string, millionths: bigint])[]
}

export const countedColumns = 'at, dim, subject, status, cost, first, at_most, meters, tags'

/** The columns of a row that is new, from `cost` on. */
export function columnsOf({ record, call, atMostNanoUsd }: AttemptRow) {
  let meters = ''
  for (const meter in record.usage?.meters) {
    const reading = record.usage.meters[meter]
    if (!reading || reading.certainty === 'unknown') continue
    meters += `${meters && ','}${JSON.stringify(meter)}:${BigInt(Math.round(reading.quantity * 1e6))}`
  }
  return [
    spentOn(record) ?? null,
    record.number === 1 ? 1 : 0,
    BigInt(atMostNanoUsd ?? 0),
    `{${meters}}`,
    call.tags ? JSON.stringify(call.tags) : null,
  ] as const
}

export function countedOf(row: Readonly<Record<string, unknown>>): Counted {
  const { at, dim, subject, status, cost, first, at_most: atMost, meters, tags } = row
  return {
    at: Number(at),
    dim: Number(dim),
    subject: (subject as string | null) ?? undefined,
    tags: tags === null ? undefined : (JSON.parse(tags as string) as Record<string, string>),
    isFirst: first === 1n,
    isFinished: status === 'finished',
    cost: (cost as bigint | null) ?? undefined,
    atMost: atMost as bigint,
    meters: Object.entries(JSON.parse(meters as string) as Record<string, number>).map(
      ([meter, millionths]) => [meter, BigInt(millionths)] as const,
    ),
  }
}
