import type { ModelCard, Price } from '@lucid-gateway/core'
import { usdText } from '../calls/cost.ts'

/** `input 0.25, output 2 per 1M; search 10 per 1000`, in dollars. */
export function priceText(prices: readonly Price[] = []): string {
  const groups = new Map<number, string[]>()
  for (const { meter, nanoUsd, per } of prices) {
    const group = groups.get(per) ?? []
    group.push(`${meter} ${usdText(nanoUsd.toString())}`)
    groups.set(per, group)
  }
  return [...groups].map(([per, list]) => `${list.join(', ')} ${perText(per)}`).join('; ')
}

function perText(per: number): string {
  if (per === 1) return 'each'
  return `per ${per % 1_000_000 === 0 ? `${per / 1_000_000}M` : per}`
}

/** The oldest day on which one of them was looked up. */
export function pricedOn({ prices = [] }: Pick<ModelCard, 'prices'>): string | undefined {
  return prices.flatMap(({ asOf }) => asOf ?? []).toSorted()[0]
}
