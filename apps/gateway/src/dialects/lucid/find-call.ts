import { LucidError } from '@lucid-gateway/core'
import { identityOf } from '../../access/app-key.ts'
import { callFacts } from '../../calls/call-facts.ts'
import { keepsLedger } from '../../config/keeps-ledger.ts'
import { cut } from '../../http/cut.ts'
import type { Exchange } from '../../http/exchange.ts'
import { sendBytes } from '../../http/respond.ts'
import { atPresentCost } from '../../ledger/present-cost.ts'
import { Repriced } from '../../ledger/repriced.ts'

/** A call whole, for the key that made it; without keys, for whoever is let in without one. */
export async function findCall(exchange: Exchange): Promise<void> {
  const { caller, host, request } = exchange
  const id = String(request.params['id'])
  const found = await host.runtime.find(id)
  if (!found || found.record.principal.key !== identityOf(caller.key)) throw unknownCall(id)
  const repricings = keepsLedger(exchange.generation.settings)
    ? (await new Repriced(host.runtime.ports.store).of([id])).get(id)
    : undefined
  const text = host.scrub(JSON.stringify(callFacts(atPresentCost(found, repricings), caller.key)))
  sendBytes(exchange, 200, { 'content-type': 'application/json; charset=utf-8' }, text)
}

/** The same for a call that another key made, so that ids tell nothing. */
function unknownCall(id: string): LucidError {
  return new LucidError('not_found', `There is no call "${cut(id)}" of this key, or none any more.`, {
    param: 'id',
    reason: 'unknown_call',
    hint: 'The id is in x-lucid-request-id of the answer. The latest calls of this process are known, each to the key that made it.',
  })
}
