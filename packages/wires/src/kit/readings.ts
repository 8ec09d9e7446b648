import type { Reading, Usage } from '@lucid-gateway/core'

export const unknown: Reading = Object.freeze({ certainty: 'unknown' })

/** The usage of an answer that states none: unknown, never 0. */
export const unknownUsage: Usage = Object.freeze({
  meters: Object.freeze({ input: unknown, output: unknown }),
})

/** A count as vendors state it; undefined for what is none. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined
}

/** What a total leaves beside parts of it that are metered apart. */
export function restOf(total: number | undefined, ...parts: readonly (number | undefined)[]): Reading {
  if (total === undefined) return unknown
  let quantity = total
  for (const part of parts) quantity -= part ?? 0
  return { certainty: 'known', quantity: Math.max(0, quantity) }
}

/** The readings of what is stated; a meter of what is not is absent. */
export function statedReadings(
  counts: Readonly<Record<string, number | undefined>>,
): Readonly<Record<string, Reading>> {
  const readings: Record<string, Reading> = {}
  for (const meter in counts) {
    const quantity = counts[meter]
    if (quantity !== undefined) readings[meter] = { certainty: 'known', quantity }
  }
  return readings
}

export function quantityOf(reading: Reading | undefined): number | undefined {
  return reading && reading.certainty !== 'unknown' ? reading.quantity : undefined
}
