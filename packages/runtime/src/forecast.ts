import {
  type Capability,
  inputMeters,
  type MeterId,
  type ModelCard,
  noUsage,
  outputMeters,
  type Reading,
  type RequestOf,
  type Usage,
} from '@lucid-gateway/core'
import { costOf } from '@lucid-gateway/core/engine'
import { estimateInput } from './estimate-input.ts'
import type { Forecast } from './explanation.ts'

/** Of what a caller allows to be written, this share is expected. */
const usualShare = 0.5

/** By the card's prices and the request's bounds; `request` is absent where it can't be read. */
export function forecastOf<C extends Capability>(
  capability: C,
  request: RequestOf<C> | undefined,
  card: ModelCard | undefined,
): Forecast {
  const input: Reading = estimateInput(request).meters.input ?? unknown
  if (request === undefined) return { input: unknown, output: {} }
  const bounds = capability.bounds?.(request) ?? noUsage
  const asked = quantityOf(bounds.meters.output)
  const writes = capability.meters.includes('output')
  const most = writes ? (asked ?? card?.limits?.outputTokens) : undefined
  const expected = asked === undefined ? undefined : Math.ceil(asked * usualShare)
  const cost = (output: number | undefined): string | undefined =>
    costOf(usageOf(capability, card, bounds, { input, output: readingOf(output) }), card?.prices)?.toString()
  const [expectedNanoUsd, worstNanoUsd] = [cost(writes ? expected : undefined), cost(most)]
  return {
    input,
    output: { ...(expected === undefined ? {} : { expected }), ...(most === undefined ? {} : { most }) },
    ...(expectedNanoUsd === undefined ? {} : { expectedNanoUsd }),
    ...(worstNanoUsd === undefined ? {} : { worstNanoUsd }),
  }
}

const unknown: Reading = { certainty: 'unknown' }

/** Which of the tokens go by another price shows only when they are counted: until then all are of the plain kind. */
const plainOf: Readonly<Record<string, MeterId>> = {
  ...Object.fromEntries(inputMeters.slice(1).map(meter => [meter, 'input'])),
  ...Object.fromEntries(outputMeters.slice(1).map(meter => [meter, 'output'])),
}

/** The meters that the model has a price for; of tokens all, lest half of them seem to cost nothing. */
function usageOf(
  { meters }: Capability,
  card: ModelCard | undefined,
  bounds: Usage,
  tokens: { readonly input: Reading; readonly output: Reading },
): Usage {
  const priced = new Set((card?.prices ?? []).map(({ meter }) => meter))
  const byToken = priced.has('input') || priced.has('output')
  const moved = meters.filter(meter => {
    if (meter === 'input' || meter === 'output') return byToken
    return priced.has(meter) && !meters.includes(plainOf[meter] ?? '') && !(byToken && meter === 'search')
  })
  const known: Usage['meters'] = { ...bounds.meters, ...tokens }
  return { meters: Object.fromEntries(moved.map(meter => [meter, known[meter] ?? unknown])) }
}

function quantityOf(reading: Reading | undefined): number | undefined {
  return reading === undefined || reading.certainty === 'unknown' ? undefined : reading.quantity
}

function readingOf(quantity: number | undefined): Reading {
  return quantity === undefined ? unknown : { certainty: 'estimated', quantity }
}
