import { usdText } from '../calls/cost.ts'
import { nanoUsd } from '../config/limit-rules.ts'
import type { RepriceFacts } from '../ledger/reprice-facts.ts'

type Total = Omit<RepriceFacts, 'next'>
type Costs = Pick<RepriceFacts, 'repriced' | 'cost_before_usd' | 'cost_after_usd'>

/** What several parts come to together, to the last digit. */
export function totalOf(parts: readonly RepriceFacts[]): Total {
  const sum = (of: (facts: RepriceFacts) => number): number => parts.reduce((all, part) => all + of(part), 0)
  const byModel = Map.groupBy(
    parts.flatMap(({ models }) => models),
    ({ model }) => model,
  )
  const unpriced: Record<string, number> = {}
  for (const { price_unknown } of parts)
    for (const [model, count] of Object.entries(price_unknown))
      unpriced[model] = (unpriced[model] ?? 0) + count
  return {
    dry_run: parts[0]?.dry_run ?? true,
    examined: sum(part => part.examined),
    were_unknown: sum(part => part.were_unknown),
    were_wrong: sum(part => part.were_wrong),
    usage_unknown: sum(part => part.usage_unknown),
    price_unknown: unpriced,
    ...costs(parts),
    models: [...byModel].map(([model, some]) => ({ model, ...costs(some) })),
  }
}

function costs(parts: readonly Costs[]): Costs {
  const usd = (of: (part: Costs) => string): string =>
    usdText(parts.reduce((all, part) => all + nanoUsd(of(part)), 0n).toString())
  return {
    repriced: parts.reduce((all, part) => all + part.repriced, 0),
    cost_before_usd: usd(part => part.cost_before_usd),
    cost_after_usd: usd(part => part.cost_after_usd),
  }
}
