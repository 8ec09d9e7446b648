import type { Exchange } from '../http/exchange.ts'
import { sendJson } from '../http/respond.ts'
import { adminOf } from './admin-exchange.ts'
import { auditFacts } from './facts.ts'
import { pageOf, pageQuery } from './page.ts'

/** What admins did, the latest first. */
export async function listAudit(exchange: Exchange): Promise<void> {
  const { audit } = exchange.host.tenants
  const query = pageQuery(exchange, adminOf(exchange))
  sendJson(exchange, 200, await pageOf(query, asked => audit.page(asked), auditFacts))
}
