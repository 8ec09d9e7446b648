import type { Price, PricedMeter, Usage } from '@lucid-gateway/core'

/** The prices that an attempt's use went by. */
export function pricedMeters(usage: Usage, prices: readonly Price[]): readonly PricedMeter[] {
  const priced: PricedMeter[] = []
  for (const meter in usage.meters) {
    const price = prices.find(candidate => candidate.meter === meter)
    if (price) priced.push(written(price))
  }
  return priced
}

/** Cards have few prices, and calls are many. */
const known = new WeakMap<Price, PricedMeter>()

function written(price: Price): PricedMeter {
  let priced = known.get(price)
  if (!priced) {
    const { nanoUsd, ...rest } = price
    priced = Object.freeze({ ...rest, nanoUsd: nanoUsd.toString() })
    known.set(price, priced)
  }
  return priced
}
