import type { AccountState } from '@lucid-gateway/runtime'
import type { Exchange } from '../http/exchange.ts'
import { sendJson } from '../http/respond.ts'
import { adminOf } from './admin-exchange.ts'

/** The accounts with vendors, and which of them rest; nothing of their credentials. */
export function listAccounts(exchange: Exchange): void {
  const { team } = adminOf(exchange)
  const data = exchange.host.runtime.accounts().map(account => accountFacts(account, team === null))
  sendJson(exchange, 200, { data, next: null })
}

/** Which variables are not set is the operator's business. */
function accountFacts(
  { resting = [], off = [], missing, ...account }: AccountState,
  isOperators: boolean,
): object {
  return {
    ...account,
    ...(isOperators ? { missing } : {}),
    off,
    resting: resting.map(({ until, why, model }) => ({
      until: new Date(until).toISOString(),
      why,
      model: model ?? null,
    })),
  }
}
