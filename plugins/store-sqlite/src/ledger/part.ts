import { commonMeters } from './common-meters.ts'
import type { Counted } from './counted.ts'

/** What is added up. */
export interface Part {
  calls: number
  attempts: number
  failed: number
  cost: bigint
  unknown: number
  atMost: bigint
  unbounded: number
  /** In millionths. */
  readonly meters: Map<string, bigint>
}

export function newPart(): Part {
  return {
    calls: 0,
    attempts: 0,
    failed: 0,
    cost: 0n,
    unknown: 0,
    atMost: 0n,
    unbounded: 0,
    meters: new Map(),
  }
}

export function addPart(into: Part, part: Part, sign: 1 | -1 = 1): void {
  into.calls += sign * part.calls
  into.attempts += sign * part.attempts
  into.failed += sign * part.failed
  into.cost += BigInt(sign) * part.cost
  into.unknown += sign * part.unknown
  into.atMost += BigInt(sign) * part.atMost
  into.unbounded += sign * part.unbounded
  for (const [meter, more] of part.meters) addMeter(into, meter, BigInt(sign) * more)
}

export function addMeter({ meters }: Part, meter: string, millionths: bigint): void {
  meters.set(meter, (meters.get(meter) ?? 0n) + millionths)
}

export function addAttempt(into: Part, counted: Counted, sign: 1 | -1 = 1): void {
  into.attempts += sign
  if (counted.isFirst) into.calls += sign
  if (!counted.isFinished) into.failed += sign
  if (counted.cost === undefined) {
    into.unknown += sign
    if (counted.atMost === undefined) into.unbounded += sign
    else into.atMost += BigInt(sign) * counted.atMost
  } else into.cost += BigInt(sign) * counted.cost
  for (const [meter, millionths] of counted.meters) addMeter(into, meter, BigInt(sign) * millionths)
}

const numbers = ['calls', 'attempts', 'failed', 'cost', 'unknown', 'at_most', 'unbounded', ...commonMeters]

/** Of the table `sums`, added up. */
export const summedColumns = numbers.map(each => `sum(sums.${each}) as ${each}`).join(', ')

export function partOf(row: Readonly<Record<string, unknown>>): Part {
  const part: Part = {
    ...newPart(),
    calls: Number(row['calls']),
    attempts: Number(row['attempts']),
    failed: Number(row['failed']),
    cost: row['cost'] as bigint,
    unknown: Number(row['unknown']),
    atMost: row['at_most'] as bigint,
    unbounded: Number(row['unbounded']),
  }
  for (const meter of commonMeters) if (row[meter] !== 0n) part.meters.set(meter, row[meter] as bigint)
  return part
}
