import { LucidError } from '@lucid-gateway/core'
import type { Exchange } from '../http/exchange.ts'
import { sendJson } from '../http/respond.ts'
import type { AdminRow } from '../keys/rows.ts'
import type { Entry } from '../keys/table.ts'
import { type Admin, isAtLeast, maySeeOf } from './admin.ts'
import { adminOf, change, idOf, notMadeHere, teamFor, unknown } from './admin-exchange.ts'
import { adminFacts, fixedAdminFacts } from './facts.ts'
import { expiryOf } from './expiry.ts'
import { pageOf, pageQuery } from './page.ts'
import { readAdminBody } from './read-admin-body.ts'

export async function listAdmins(exchange: Exchange): Promise<void> {
  const admin = adminOf(exchange)
  const query = pageQuery(exchange, admin)
  const { fixedAdmin, tenants } = exchange.host
  const page = await pageOf(
    query,
    asked => tenants.admins.page(asked),
    ({ id, value }) => adminFacts(id, value, tenants.clock.now()),
  )
  const isFirst = query.after === undefined && admin.team === null
  const fixed = isFirst && fixedAdmin ? [fixedAdminFacts(fixedAdmin)] : []
  sendJson(exchange, 200, { ...page, data: [...fixed, ...page.data] })
}

export async function showAdmin(exchange: Exchange): Promise<void> {
  const admin = adminOf(exchange)
  const { fixedAdmin, tenants } = exchange.host
  const id = idOf(exchange)
  if (fixedAdmin?.admin.id === id && admin.team === null)
    return sendJson(exchange, 200, fixedAdminFacts(fixedAdmin))
  const found = await tenants.admins.get(id)
  if (!found || !maySeeOf(admin, found.value.team)) throw unknown('admin', id)
  sendJson(exchange, 200, adminFacts(id, found.value, tenants.clock.now()))
}

/** Nobody gives more than they have: no higher role, no other team, and no more time. */
export async function createAdmin(exchange: Exchange): Promise<void> {
  const admin = adminOf(exchange)
  const { tenants } = exchange.host
  const { name, role, team: asked, expires_at: expires } = await readAdminBody(exchange, 'new-admin')
  if (!isAtLeast(admin.role, role)) throw above(admin, role)
  const team = await teamFor(admin, asked, tenants)
  const expiresAt = expiryFor(admin, expiryOf(expires, tenants.clock.now()))
  const made = tenants.admins.draft({ name, role, team, expiresAt, createdBy: admin.id })
  const facts = adminFacts(made.id, made.row, tenants.clock.now())
  await change(exchange, { action: 'admin.create', object: made.id, team, after: facts }, () =>
    tenants.admins.keep(made),
  )
  sendJson(exchange, 201, { ...facts, key: made.key })
}

/** Another secret for the same admin; the one before is good beside it for a while. */
export async function rotateAdmin(exchange: Exchange): Promise<void> {
  const admin = adminOf(exchange)
  const { admins } = exchange.host.tenants
  const entry = await otherAdmin(exchange)
  if (!isAtLeast(admin.role, entry.value.role)) throw above(admin, entry.value.role)
  requireNoLonger(admin, entry.value.expiresAt ?? null)
  const { overlap_seconds: overlap } = await readAdminBody(exchange, 'rotation')
  const made = admins.rotation(entry, overlap * 1000)
  const now = admins.now()
  const [before, after] = [adminFacts(entry.id, entry.value, now), adminFacts(made.id, made.row, now)]
  await change(
    exchange,
    { action: 'admin.rotate', object: entry.id, team: entry.value.team, before, after },
    () => admins.rotate(entry, made),
  )
  sendJson(exchange, 200, { ...after, key: made.key })
}

export async function revokeAdmin(exchange: Exchange): Promise<void> {
  const admin = adminOf(exchange)
  const { admins } = exchange.host.tenants
  const entry = await otherAdmin(exchange)
  if (!isAtLeast(admin.role, entry.value.role)) throw above(admin, entry.value.role)
  const row = admins.revocation(entry)
  const [before, after] = [
    adminFacts(entry.id, entry.value, admins.now()),
    adminFacts(entry.id, row, admins.now()),
  ]
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

/** As long as is asked for, and no longer than whoever makes it. */
function expiryFor(admin: Admin, asked: number | null): number | null {
  const expiresAt = asked ?? admin.expiresAt ?? null
  requireNoLonger(admin, expiresAt)
  return expiresAt
}

/** Whoever has a key shown could be its holder from then on. */
function requireNoLonger({ expiresAt: own, name }: Admin, end: number | null): void {
  if (own === undefined || (end !== null && end <= own)) return
  throw new LucidError(
    'permission',
    `The key of the admin "${name}" is good until ${new Date(own).toISOString()}.`,
    {
      param: 'expires_at',
      reason: 'outlives_maker',
      hint: 'Nobody makes or rotates the key of an admin who stays longer; leave expires_at out for the same end.',
    },
  )
}

function above({ name, role }: Admin, wanted: AdminRow['role']): LucidError {
  return new LucidError('permission', `The admin "${name}" is a ${role}, and ${wanted} is above that.`, {
    reason: 'role_too_low',
    hint: `Ask an admin whose role is ${wanted}.`,
    details: { role, needed: wanted },
  })
}
