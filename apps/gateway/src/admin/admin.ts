import { LucidError } from '@lucid-gateway/core'
import { type AdminRole, adminRoles } from '../keys/rows.ts'

/** Who uses `/admin`. */
export interface Admin {
  readonly id: string
  readonly name: string
  readonly role: AdminRole
  /** The team that it is held to; null for the whole organisation. */
  readonly team: string | null
  /** When its key is good no longer, in milliseconds since 1970; absent where that has no end. */
  readonly expiresAt?: number
}

export function isAtLeast(role: AdminRole, needed: AdminRole): boolean {
  return adminRoles.indexOf(role) >= adminRoles.indexOf(needed)
}

/** Whether what is a team's, or nobody's, is there for the admin. */
export function maySeeOf({ team }: Admin, owner: string | null): boolean {
  return team === null || team === owner
}

export function requireRole({ role, name }: Admin, needed: AdminRole): void {
  if (isAtLeast(role, needed)) return
  throw new LucidError('permission', `The admin "${name}" is a ${role}, and this takes ${needed}.`, {
    reason: 'role_too_low',
    hint: `Ask an admin whose role is ${needed} or above.`,
    details: { role, needed },
  })
}

/** Throws where an admin is held to a team. */
export function requireOrganisation({ team, name }: Admin): void {
  if (team === null) return
  throw new LucidError('permission', `The admin "${name}" is held to the team "${team}".`, {
    reason: 'organisation_only',
    hint: 'Ask an admin of the whole organisation.',
  })
}
