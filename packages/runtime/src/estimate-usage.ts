import type { Capability, Reading, Usage, Written } from '@lucid-gateway/core'
import { tokensInRequest } from './estimate-input.ts'
import { estimateTokens } from './estimate-tokens.ts'

/** What is known of an answer, whole or cut, whose vendor did not state all that it used. */
export interface Unstated {
  readonly capability: Pick<Capability, 'meters'>
  /** As far as it was stated. */
  readonly usage: Usage
  /** Called where the input has to be estimated. */
  readonly request: () => unknown
  readonly written: Written | undefined
}

/**
 * The usage, with an estimate where the vendor stated none: the input from the request, the output from what was
 * written since the last statement. What is stated stays, and what nothing can be said of stays unknown.
 */
export function estimateUsage({ capability, usage, request, written }: Unstated): Usage {
  const silent = Object.keys(usage.meters).length === 0 && capability.meters[0] === 'input'
  const meters: Record<string, Reading> = {}
  if (isOpen(usage.meters.input, silent)) meters.input = input(usage, request)
  if (written && !written.media) {
    const { times = 1 } = written
    const wrote = Math.round(estimateTokens(written.output) * times)
    const thought = Math.round(estimateTokens(written.reasoning) * times)
    const { output, reasoning } = usage.meters
    if (wrote > 0 && (quantityOf(output) > 0 || isOpen(output, silent))) meters.output = more(output, wrote)
    if (thought > 0) meters.reasoning = more(reasoning, thought)
    // Reasoning alone is there: no more was written.
    if (wrote === 0 && thought > 0 && isOpen(output, silent)) meters.output = estimated(0)
  }
  if (silent && !meters.output && capability.meters.includes('output'))
    meters.output = { certainty: 'unknown' }
  return { ...usage, meters: { ...usage.meters, ...meters } }
}

function isOpen(reading: Reading | undefined, silent: boolean): boolean {
  return reading ? reading.certainty === 'unknown' : silent
}

/** What was read from a cache, or heard, is in the request too. */
function input(usage: Usage, request: () => unknown): Reading {
  const { cache_read, cache_write, cache_write_1h, input_audio } = usage.meters
  let quantity = tokensInRequest(request())
  for (const reading of [cache_read, cache_write, cache_write_1h, input_audio])
    quantity -= quantityOf(reading)
  return estimated(Math.max(0, quantity))
}

function more(stated: Reading | undefined, quantity: number): Reading {
  return estimated(quantityOf(stated) + quantity)
}

function estimated(quantity: number): Reading {
  return { certainty: 'estimated', quantity }
}

function quantityOf(reading: Reading | undefined): number {
  return reading && reading.certainty !== 'unknown' ? reading.quantity : 0
}
