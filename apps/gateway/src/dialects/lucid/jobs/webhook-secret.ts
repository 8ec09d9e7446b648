import { identityOf } from '../../../access/app-key.ts'
import type { Exchange } from '../../../http/exchange.ts'
import { sendJson } from '../../../http/respond.ts'

/** The secret that signs what this key's webhooks are told. */
export function webhookSecret(exchange: Exchange): void {
  const { host, caller } = exchange
  sendJson(exchange, 200, { key: host.webhookSecrets.of(identityOf(caller.key)) })
}
