import type { Price, PricedMeter, Usage } from '@lucid-gateway/core'

/** The prices that an attempt's use went by. */
export function pricedMeters(usage: Usage, prices: readonly Price[]): readonly PricedMeter[] {
  const priced: PricedMeter[] = []
  for (const meter in usage.meters) {
    const price = prices.find(candidate => candidate.meter === meter)
    if (!price) continue
    const { nanoUsd, per, source, asOf } = price
    priced.push({
      meter,
      nanoUsd: nanoUsd.toString(),
      per,
      ...(source === undefined ? {} : { source }),
      ...(asOf === undefined ? {} : { asOf }),
    })
  }
  return priced
}
