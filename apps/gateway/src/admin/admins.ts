import { LucidError } from '@lucid-gateway/core'
import type { Exchange } from '../http/exchange.ts'
import { sendJson } from '../http/respond.ts'
import type { AdminRow } from '../keys/rows.ts'
import type { Entry } from '../keys/table.ts'
import { type Admin, isAtLeast, maySeeOf } from './admin.ts'
import { adminOf, change, idOf, notMadeHere, teamFor, unknown } from './admin-exchange.ts'
import { adminFacts, fixedAdminFacts } from './facts.ts'
import { pageOf, pageQuery } from './page.ts'
import { readAdminBody } from './read-admin-body.ts'

export async function listAdmins(exchange: Exchange): Promise<void> {
  const admin = adminOf(exchange)
  const query = pageQuery(exchange, admin)
  const { fixedAdmin, tenants } = exchange.host
  const page = await pageOf(
    query,
    asked => tenants.admins.page(asked),
    ({ id, value }) => adminFacts(id, value),
  )
  const isFirst = query.after === undefined && admin.team === null
  const fixed = isFirst && fixedAdmin ? [fixedAdminFacts(fixedAdmin)] : []
  sendJson(exchange, 200, { ...page, data: [...fixed, ...page.data] })
}

/** Nobody gives more than they have: no higher role, and no other team. */
export async function createAdmin(exchange: Exchange): Promise<void> {
  const admin = adminOf(exchange)
  const { tenants } = exchange.host
  const { name, role, team: asked } = await readAdminBody(exchange, 'new-admin')
  if (!isAtLeast(admin.role, role)) throw above(admin, role)
  const team = await teamFor(admin, asked, tenants)
  const made = tenants.admins.draft({ name, role, team, createdBy: admin.id })
  const facts = adminFacts(made.id, made.row)
  await change(exchange, { action: 'admin.create', object: made.id, team, after: facts }, () =>
    tenants.admins.keep(made),
  )
  sendJson(exchange, 201, { ...facts, key: made.key })
}

export async function revokeAdmin(exchange: Exchange): Promise<void> {
  const admin = adminOf(exchange)
  const { admins } = exchange.host.tenants
  const entry = await otherAdmin(exchange)
  if (!isAtLeast(admin.role, entry.value.role)) throw above(admin, entry.value.role)
  const row = admins.revocation(entry)
  const [before, after] = [adminFacts(entry.id, entry.value), adminFacts(entry.id, row)]
  await change(
    exchange,
    { action: 'admin.revoke', object: entry.id, team: entry.value.team, before, after },
    () => admins.revoke(entry, row),
  )
  sendJson(exchange, 200, after)
}

async function otherAdmin(exchange: Exchange): Promise<Entry<AdminRow>> {
  const id = idOf(exchange)
  const admin = adminOf(exchange)
  const { fixedAdmin, tenants } = exchange.host
  if (fixedAdmin?.admin.id === id && admin.team === null) throw notMadeHere('admin', fixedAdmin.from)
  const found = await tenants.admins.get(id)
  if (!found || !maySeeOf(admin, found.value.team) || found.value.revokedAt !== null)
    throw unknown('admin', id)
  return found
}

function above({ name, role }: Admin, wanted: AdminRow['role']): LucidError {
  return new LucidError('permission', `The admin "${name}" is a ${role}, and ${wanted} is above that.`, {
    reason: 'role_too_low',
    hint: `Ask an admin whose role is ${wanted}.`,
    details: { role, needed: wanted },
  })
}
