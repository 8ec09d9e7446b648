import { type Capability, inputMeters, type MeterId, type ModelCard, outputMeters } from '@lucid-gateway/core'

/**
 * Whether a call's cost can be told by the model's prices: by any of them, and where it goes by tokens, by those of both
 * sides that the capability has.
 */
export function isPriced({ meters }: Pick<Capability, 'meters'>, card: ModelCard | undefined): boolean {
  const prices = card?.prices
  if (!prices || prices.length === 0) return false
  const reads = prices.some(({ meter }) => inputMeters.includes(meter))
  const writes = prices.some(({ meter }) => outputMeters.includes(meter))
  if (reads === writes) return true
  return !(reads ? meters.some(isOutput) : meters.some(isInput)) || prices.some(isOfWhatIsMade)
}

const isInput = (meter: MeterId): boolean => inputMeters.includes(meter)
const isOutput = (meter: MeterId): boolean => outputMeters.includes(meter)

/** What is asked for by the piece, whatever the tokens cost that are read for it. */
function isOfWhatIsMade({ meter }: { readonly meter: MeterId }): boolean {
  return !isInput(meter) && !isOutput(meter)
}
