import type { ModelCard } from '@lucid-gateway/core'

const dayMs = 24 * 60 * 60 * 1000

/** A model whose prices are old. */
export interface StalePrices {
  readonly id: string
  /** ISO day of the oldest of them. */
  readonly asOf: string
}

/** The models whose prices were looked up longer ago than so many days, the oldest first. What costs nothing does not grow old. */
export function stalePrices(models: readonly ModelCard[], days: number, now: number): readonly StalePrices[] {
  const before = new Date(now - days * dayMs).toISOString().slice(0, 10)
  return models
    .flatMap(({ id, prices = [] }) => {
      const known = prices.filter(({ nanoUsd }) => nanoUsd > 0n).flatMap(price => price.asOf ?? [])
      const [asOf] = known.toSorted()
      return asOf !== undefined && asOf < before ? [{ id, asOf }] : []
    })
    .toSorted((a, b) => (a.asOf < b.asOf ? -1 : Number(a.asOf > b.asOf)))
}
