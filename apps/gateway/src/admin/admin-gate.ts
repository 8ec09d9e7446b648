import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { LucidError } from '@lucid-gateway/core'
import { digestOf } from '../access/app-key.ts'
import { formOf } from '../access/key-format.ts'
import { isAdminKey, mistyped, noKey, unknownKey } from '../access/key-refusals.ts'
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
    if (presented === undefined) throw noKey(request.headers, 'admin key', howToSend)
    const digest = digestOf(presented)
    const fixed = fixedAdmin()
    const admin =
      fixed && timingSafeEqual(fixed.digest, digest) ? fixed.admin : await stored(admins, presented, digest)
    requireRole(admin, role)
    return admin
  }
}

/** The row is read for each request, so that what is revoked or has run out stops at once, in all processes. */
async function stored(admins: AdminStore, presented: string, digest: Uint8Array): Promise<Admin> {
  const found = await admins.withHash(Buffer.from(digest).toString('hex'))
  if (!found) throw unknown(presented)
  const { id, value } = found
  const { until, end } = termOf(value, digest)
  if (admins.now() >= until) throw notGood(end, value.name)
  const { name, role, team, expiresAt } = value
  return { id, name, role, team, ...(typeof expiresAt === 'number' ? { expiresAt } : {}) }
}

/** Told by its form: whoever has the wrong key in hand is to know which one to look for. */
function unknown(presented: string): LucidError {
  const form = formOf(presented)
  if (form === 'mistyped') return mistyped()
  if (form === 'sound' && !isAdminKey(presented))
    return unknownKey(
      'This is a key of an application, and those administer nothing.',
      'Send an admin key: they begin with lucid_admin_.',
    )
  return unknownKey(
    'The key is not an admin key of this gateway.',
    'Admin keys begin with lucid_admin_; keys of applications are none. The first one is of this data folder alone.',
  )
}

const howToSend =
  'Send it as "authorization: Bearer lucid_admin_...". The gateway showed the first one when it first started; LUCID_ADMIN_KEY sets one.'
