import type { LedgerText, Price, PricedMeter, Usage } from '@lucid-gateway/core'

/** The prices that an attempt's use went by, as JSON of `PricedMeter[]`; empty where there are none. */
export function pricedMeters(usage: Usage, prices: readonly Price[]): LedgerText {
  let priced = ''
  for (const meter in usage.meters) {
    const price = prices.find(candidate => candidate.meter === meter)
    if (price) priced += priced === '' ? written(price) : `,${written(price)}`
  }
  return priced && `[${priced}]`
}

/** Cards have few prices, and calls are many. */
const known = new WeakMap<Price, string>()

function written(price: Price): string {
  let text = known.get(price)
  if (text === undefined) {
    const { nanoUsd, ...rest } = price
    text = JSON.stringify({ ...rest, nanoUsd: nanoUsd.toString() } satisfies PricedMeter)
    known.set(price, text)
  }
  return text
}
