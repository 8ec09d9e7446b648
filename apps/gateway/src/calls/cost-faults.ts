import type { AttemptRow, PricedMeter, RepricingRow, Usage } from '@lucid-gateway/core'
import { costOf } from '@lucid-gateway/core/engine'

/** One thing about an attempt's cost that is not what its meters and prices come to. */
export interface CostFault {
  readonly what: string
  readonly kept: string
  readonly counted: string
}

/** Works the cost of an attempt out anew. Where its prices are not in the row there is nothing to compare. */
export function costFaults({ record, prices }: AttemptRow): readonly CostFault[] {
  return prices && record.usage ? faultsOf(record.usage, prices, record.costNanoUsd) : []
}

/** The same for what an attempt was priced at later. */
export function repricingFaults(
  { prices, costNanoUsd }: RepricingRow,
  { record: { usage } }: AttemptRow,
): readonly CostFault[] {
  return usage ? faultsOf(usage, prices, costNanoUsd) : []
}

function faultsOf(
  usage: Usage,
  prices: readonly PricedMeter[],
  cost: string | undefined,
): readonly CostFault[] {
  const counted = costOf(
    usage,
    prices.map(({ nanoUsd, ...price }) => ({ ...price, nanoUsd: BigInt(nanoUsd) })),
  )
  const [kept, should] = [cost ?? 'unknown', counted?.toString() ?? 'unknown']
  return kept === should ? [] : [{ what: 'the cost in nano-dollars', kept, counted: should }]
}
