import type { ModelCard } from '@lucid-gateway/core'
import type { Runtime } from '@lucid-gateway/runtime'
import { keepsLedger } from '../config/keeps-ledger.ts'
import type { Exchange } from '../http/exchange.ts'
import { sendJson } from '../http/respond.ts'
import { applyRepricing, planRepricing, type RepriceParts } from '../ledger/reprice.ts'
import { repriceFacts } from '../ledger/reprice-facts.ts'
import { Repriced } from '../ledger/repriced.ts'
import { requireOrganisation } from './admin.ts'
import { adminOf, change } from './admin-exchange.ts'
import { notKept } from './ledger-query.ts'
import { readAdminBody } from './read-admin-body.ts'

/** Puts a cost to attempts whose price was not known, or was wrong, by the prices that are known now. */
export async function repriceLedger(exchange: Exchange): Promise<void> {
  requireOrganisation(adminOf(exchange))
  if (!keepsLedger(exchange.generation.settings)) throw notKept()
  const { dry_run: isDry, from, to, ...wish } = await readAdminBody(exchange, 'reprice')
  const parts = repriceParts(exchange.host.runtime)
  const plan = await planRepricing(parts, {
    ...wish,
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
  })
  const facts = repriceFacts(plan, isDry)
  if (!isDry && plan.changes.length > 0) {
    const { examined, repriced, were_unknown, were_wrong, cost_before_usd, cost_after_usd } = facts
    const what = { ...wish, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
    const after = { examined, repriced, were_unknown, were_wrong, cost_before_usd, cost_after_usd, ...what }
    await change(exchange, { action: 'ledger.reprice', object: 'ledger', team: null, after }, () =>
      applyRepricing(parts, plan),
    )
  } else if (!isDry) await applyRepricing(parts, plan)
  sendJson(exchange, 200, facts)
}

/** By the cards of a runtime, its ledger and its store. */
export function repriceParts({
  ports,
  card,
}: Pick<Runtime, 'card'> & {
  readonly ports: Pick<Runtime['ports'], 'ledger' | 'store' | 'clock'>
}): RepriceParts {
  const cardFor = (account: string, provider: string, model: string): ModelCard | undefined =>
    card(account, model) ?? card(provider, model)
  return {
    ledger: ports.ledger,
    repriced: new Repriced(ports.store),
    pricesOf: ({ account, provider, model }) => cardFor(account, provider, model)?.prices,
    now: () => ports.clock.now(),
  }
}
