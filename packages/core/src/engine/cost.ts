import type { Price } from '../usage/price.ts'
import type { Usage } from '../usage/usage.ts'

/** A thousand million dollars: what is said to cost more was read or priced wrongly. Sums of it still fit 64 bits. */
const most = 10n ** 18n

/**
 * What a use costs in nano-dollars, rounded up once per meter. Undefined where a meter was moved whose price, or
 * whose reading, is not known, or is more than can be: unknown is never 0.
 */
export function costOf(usage: Usage, prices: readonly Price[] | undefined): bigint | undefined {
  const meters = Object.keys(usage.meters) as readonly (keyof Usage['meters'])[]
  if (!prices || meters.length === 0) return undefined
  let total = 0n
  for (const meter of meters) {
    const reading = usage.meters[meter]
    if (!reading || reading.certainty === 'unknown') return undefined
    if (reading.quantity === 0) continue
    if (!(reading.quantity > 0 && reading.quantity < Infinity)) return undefined
    const price = prices.find(candidate => candidate.meter === meter)
    if (!price) return undefined
    total += meterCost(reading.quantity, price)
  }
  return total > most ? undefined : total
}

/** Quantities may have fractions (seconds, megapixels); a millionth of a unit is as fine as they get. */
const scale = 1_000_000

function meterCost(quantity: number, price: Price): bigint {
  const scaled = BigInt(Math.ceil(quantity * scale - 1e-6))
  const per = BigInt(Math.round(price.per * scale))
  return (scaled * price.nanoUsd + per - 1n) / per
}
