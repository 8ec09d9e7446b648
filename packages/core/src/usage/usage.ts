import type { JsonValue } from '../json.ts'
import type { MeterId } from './meter.ts'

/** How much of one meter was used, and how sure that is. What is not known is `unknown`, never 0. */
export type Reading =
  | { readonly certainty: 'known' | 'estimated'; readonly quantity: number }
  | { readonly certainty: 'unknown'; readonly atMost?: number }

export interface Usage {
  readonly meters: Readonly<Partial<Record<MeterId, Reading>>>
  /** The vendor's own usage object, as it came. */
  readonly raw?: JsonValue
}

export const noUsage: Usage = Object.freeze({ meters: Object.freeze({}) })

/** Usage of known quantities; meters whose quantity is undefined are left out. */
export function knownUsage(
  quantities: Readonly<Partial<Record<MeterId, number | undefined>>>,
  raw?: JsonValue,
): Usage {
  const readings: Record<string, Reading> = {}
  for (const [meter, quantity] of Object.entries(quantities)) {
    if (quantity !== undefined) readings[meter] = { certainty: 'known', quantity }
  }
  return raw === undefined ? { meters: readings } : { meters: readings, raw }
}

/** The least certain reading decides: one unknown makes the sum unknown. */
export function totalOf(usage: Usage, of: readonly MeterId[]): Reading | undefined {
  let quantity = 0
  let certainty: 'known' | 'estimated' = 'known'
  let seen = false
  for (const meter of of) {
    const reading = usage.meters[meter]
    if (!reading) continue
    seen = true
    if (reading.certainty === 'unknown') return { certainty: 'unknown' }
    if (reading.certainty === 'estimated') certainty = 'estimated'
    quantity += reading.quantity
  }
  return seen ? { certainty, quantity } : undefined
}

export const inputMeters: readonly MeterId[] = [
  'input',
  'cache_read',
  'cache_write',
  'cache_write_1h',
  'input_audio',
  'input_image',
]
export const outputMeters: readonly MeterId[] = ['output', 'reasoning', 'output_audio', 'output_image']
