import type { UsageRow } from '@lucid-gateway/core'
import { usdText } from '../calls/cost.ts'
import type { Exchange } from '../http/exchange.ts'
import { sendJson } from '../http/respond.ts'
import { dimensionsOf, ledgerFilter } from './ledger-query.ts'

/** What takes longer is for `lucid ledger report`, which has a process of its own. */
const mostRows = 40_000

/** What was used and what it cost, added up. */
export async function showUsage(exchange: Exchange): Promise<void> {
  const by = dimensionsOf(exchange)
  const filter = ledgerFilter(exchange, ['by'])
  const rows = await exchange.host.runtime.ports.ledger.usage({ ...filter, by, mostRows })
  sendJson(exchange, 200, { data: rows.map(usageFacts), next: null })
}

/** Dollars as decimals, so that no digit is lost. What is not known is counted beside the sum, never in it. */
function usageFacts({
  of,
  calls,
  attempts,
  failed,
  costNanoUsd,
  unknown,
  atMostNanoUsd,
  unbounded,
  meters,
}: UsageRow): object {
  return {
    of,
    calls,
    attempts,
    failed,
    cost_usd: usdText(costNanoUsd),
    attempts_of_unknown_cost: unknown,
    unknown_at_most_usd: usdText(atMostNanoUsd),
    attempts_without_bound: unbounded,
    meters,
  }
}
