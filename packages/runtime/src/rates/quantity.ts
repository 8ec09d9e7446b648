import {
  type Capability,
  inputMeters,
  outputMeters,
  type Reading,
  totalOf,
  type Usage,
} from '@lucid-gateway/core'
import { tokensInRequest } from '../estimate-input.ts'
import type { LimitMeasure, LimitRule } from './limit-rule.ts'

/** Of what a caller allows to be written, this share is expected. */
const usualShare = 0.5

/** How much of a measure a call is expected to take, of a capability that takes some of it. */
export function expected(
  { measure, amount, burst = amount }: LimitRule,
  capability: Pick<Capability, 'meters' | 'bounds'>,
  request: () => unknown,
): number {
  if (measure === 'requests' || measure === 'concurrency') return 1
  if (measure === 'images') return quantityOf(boundsOf(capability, request()).meters.image) ?? 1
  const asked = request()
  const input = asked === undefined ? 0 : tokensInRequest(asked)
  const output = (quantityOf(boundsOf(capability, asked).meters.output) ?? 0) * usualShare
  // A guess at the answer's length alone must not make a call impossible.
  return Math.ceil(input + Math.min(output, Math.max(0, burst - input)))
}

/** How much of a measure was taken, by what is known of it; undefined where it is not. */
export function used(measure: LimitMeasure, usages: readonly (Usage | undefined)[]): number | undefined {
  if (measure === 'requests') return 1
  if (measure === 'concurrency') return 0
  let sum = 0
  for (const usage of usages) {
    const reading = usage && (measure === 'images' ? usage.meters.image : totalOf(usage, tokenMeters))
    if (reading?.certainty === 'unknown') return undefined
    sum += reading?.quantity ?? 0
  }
  return sum
}

const tokenMeters = [...inputMeters, ...outputMeters]

/** Whether calls of a capability take any of it. */
export function moves({ meters }: Pick<Capability, 'meters'>, measure: LimitMeasure): boolean {
  if (measure === 'images') return meters.includes('image')
  return measure !== 'tokens' || meters.some(meter => tokenMeters.includes(meter))
}

function boundsOf({ bounds }: Pick<Capability, 'bounds'>, request: unknown): Usage {
  return (request === undefined ? undefined : bounds?.(request as never)) ?? { meters: {} }
}

function quantityOf(reading: Reading | undefined): number | undefined {
  return reading === undefined || reading.certainty === 'unknown' ? undefined : reading.quantity
}
