import type { Price } from '@lucid-gateway/core'
import type { CatalogEntry, CatalogPrice } from './entry.ts'

/** The prices of an entry as cards have them. */
export function pricesOf(entry: CatalogEntry): readonly Price[] | undefined {
  const { prices, priced } = entry
  const { source = entry.source, asOf = entry.asOf } = priced ?? {}
  const facts = {
    ...(source === undefined ? {} : { source }),
    ...(asOf === undefined ? {} : { asOf }),
  }
  return prices?.map(price => Object.freeze({ ...priceOf(price), ...facts }))
}

function priceOf({ meter, nanoUsd, usd = 0, per }: CatalogPrice): Price {
  return { meter, nanoUsd: nanoUsd === undefined ? nanoOf(usd) : BigInt(nanoUsd), per }
}

function nanoOf(usd: string | number): bigint {
  const [whole = '0', fraction = ''] = (typeof usd === 'number' ? usd.toFixed(9) : usd).split('.')
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))
}

/** The day since which the oldest of them is known; undefined where one has no day. */
export function oldestOf(prices: readonly Price[]): string | undefined {
  const days = prices.map(({ asOf }) => asOf)
  return days.includes(undefined) ? undefined : (days as string[]).toSorted()[0]
}
