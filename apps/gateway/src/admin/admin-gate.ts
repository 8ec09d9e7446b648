import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { LucidError } from '@lucid-gateway/core'
import { digestOf } from '../access/app-key.ts'
import { presentedKey } from '../access/presented-key.ts'
import type { AdminStore } from '../keys/admin-store.ts'
import { notGood, termOf } from '../keys/key-worth.ts'
import type { AdminRole } from '../keys/rows.ts'
import { type Admin, requireRole } from './admin.ts'

/** Tells who uses `/admin`, or throws why nobody does. There is no rule under which a key is not needed. */
export type AdminGate = (request: IncomingMessage, role: AdminRole) => Promise<Admin>

/** The owner whom the environment or the data folder names. */
export interface FixedAdmin {
  readonly admin: Admin
  readonly digest: Uint8Array
  readonly from: 'environment' | 'data folder'
}

export function createAdminGate(admins: AdminStore, fixedAdmin: () => FixedAdmin | undefined): AdminGate {
  return async (request, role) => {
    const presented = presentedKey(request.headers)
    if (presented === undefined) throw noKey()
    const digest = digestOf(presented)
    const fixed = fixedAdmin()
    const admin = fixed && timingSafeEqual(fixed.digest, digest) ? fixed.admin : await stored(admins, digest)
    requireRole(admin, role)
    return admin
  }
}

/** The row is read for each request, so that what is revoked or has run out stops at once, in all processes. */
async function stored(admins: AdminStore, digest: Uint8Array): Promise<Admin> {
  const found = await admins.withHash(Buffer.from(digest).toString('hex'))
  if (!found) throw unknownKey()
  const { id, value } = found
  const { until, end } = termOf(value, digest)
  if (admins.now() >= until) throw notGood(end, value.name)
  const { name, role, team, expiresAt } = value
  return { id, name, role, team, ...(typeof expiresAt === 'number' ? { expiresAt } : {}) }
}

function noKey(): LucidError {
  return new LucidError('auth', 'No admin key was sent.', {
    reason: 'missing_key',
    hint: 'Send it as "authorization: Bearer lucid_admin_...". The gateway showed the first one when it first started; LUCID_ADMIN_KEY sets one.',
  })
}

function unknownKey(): LucidError {
  return new LucidError('auth', 'The key is not an admin key of this gateway.', {
    reason: 'unknown_key',
    hint: 'Admin keys begin with lucid_admin_; keys of applications are none.',
  })
}
