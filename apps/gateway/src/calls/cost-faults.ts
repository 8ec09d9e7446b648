import type { AttemptRow } from '@lucid-gateway/core'
import { costOf } from '@lucid-gateway/core/engine'

/** One thing about an attempt's cost that is not what its meters and prices come to. */
export interface CostFault {
  readonly what: string
  readonly kept: string
  readonly counted: string
}

/** Works the cost of an attempt out anew. Where its prices are not in the row there is nothing to compare. */
export function costFaults({ record, prices }: AttemptRow): readonly CostFault[] {
  if (!prices || !record.usage) return []
  const counted = costOf(
    record.usage,
    prices.map(({ nanoUsd, ...price }) => ({ ...price, nanoUsd: BigInt(nanoUsd) })),
  )
  const [kept, should] = [record.costNanoUsd ?? 'unknown', counted?.toString() ?? 'unknown']
  return kept === should ? [] : [{ what: 'the cost in nano-dollars', kept, counted: should }]
}
