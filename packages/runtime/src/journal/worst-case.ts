import {
  type Capability,
  inputMeters,
  type MeterId,
  type ModelCard,
  noUsage,
  outputMeters,
  type Price,
  type Reading,
  type Usage,
} from '@lucid-gateway/core'
import { costOf } from '@lucid-gateway/core/engine'
import { mostInput } from './most-input.ts'

export interface WorstCase {
  readonly worst: Usage
  readonly atMostNanoUsd?: string
}

/**
 * The most that an attempt can use and cost. Tokens of every kind are bounded together, by the plain meters, and priced as
 * the dearest of their side. `request` is absent where it can't be read.
 */
export function worstCase(
  capability: Pick<Capability, 'meters' | 'bounds'>,
  request: unknown,
  card: ModelCard | undefined,
): WorstCase {
  const bounds = request === undefined ? noUsage : (capability.bounds?.(request as never) ?? noUsage)
  const { limits, prices = [] } = card ?? {}
  const most: Record<string, number | undefined> = {}
  for (const meter of capability.meters) {
    if (meter === 'input') most.input = least(mostInput(request), limits?.contextTokens)
    else if (meter === 'output') most.output = least(quantityOf(bounds.meters.output), limits?.outputTokens)
    else if (!sides.has(meter) && isMoved(meter, request, prices))
      most[meter] = quantityOf(bounds.meters[meter])
  }
  const worst: Usage = {
    meters: Object.fromEntries(Object.entries(most).map(([meter, at]) => [meter, atMost(at)])),
  }
  const cost = costAtMost(most, prices)
  return cost === undefined ? { worst } : { worst, atMostNanoUsd: cost.toString() }
}

const sides: ReadonlySet<MeterId> = new Set([...inputMeters, ...outputMeters])

/** Of what has no price it matters only that it was asked for; but a search that may be made has to have one. */
function isMoved(meter: MeterId, request: unknown, prices: readonly Price[]): boolean {
  return meter === 'search' ? mayBeSearched(request) : prices.some(price => price.meter === meter)
}

/** A model that was given functions alone, or nothing, looks nothing up. */
function mayBeSearched(request: unknown): boolean {
  const tools = (request as { readonly tools?: readonly { readonly type?: string }[] } | undefined)?.tools
  return request === undefined || (tools?.some(({ type }) => type !== 'function') ?? false)
}

function costAtMost(
  most: Readonly<Record<string, number | undefined>>,
  prices: readonly Price[],
): bigint | undefined {
  if (prices.length === 0) return undefined
  const byToken = prices.some(({ meter }) => meter === 'input' || meter === 'output')
  const meters: Record<string, Reading> = {}
  const dearest: Price[] = []
  for (const [meter, quantity] of Object.entries(most)) {
    const side = sideOf(meter)
    if (side && !byToken) continue
    const price = dearestOf(prices, side ?? [meter])
    if (quantity === undefined || !price) return undefined
    meters[meter] = { certainty: 'estimated', quantity }
    dearest.push({ ...price, meter })
  }
  return costOf({ meters }, dearest)
}

function sideOf(meter: string): readonly MeterId[] | undefined {
  if (meter === 'input') return inputMeters
  return meter === 'output' ? outputMeters : undefined
}

function dearestOf(prices: readonly Price[], meters: readonly MeterId[]): Price | undefined {
  let dearest: Price | undefined
  for (const price of prices) {
    if (!meters.includes(price.meter)) continue
    if (!dearest || Number(price.nanoUsd) / price.per > Number(dearest.nanoUsd) / dearest.per) dearest = price
  }
  return dearest
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return Math.min(a, b)
}

function quantityOf(reading: Reading | undefined): number | undefined {
  return reading === undefined || reading.certainty === 'unknown' ? undefined : reading.quantity
}

function atMost(quantity: number | undefined): Reading {
  return quantity === undefined ? { certainty: 'unknown' } : { certainty: 'unknown', atMost: quantity }
}
