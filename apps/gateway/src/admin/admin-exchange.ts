import { LucidError } from '@lucid-gateway/core'
import { cut } from '../http/cut.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Deed } from '../keys/audit.ts'
import type { AuditAction, Facts, TeamRow } from '../keys/rows.ts'
import type { Entry } from '../keys/table.ts'
import type { Tenants } from '../keys/tenants.ts'
import { type Admin, maySeeOf } from './admin.ts'

/** The admin whom the gate let in. */
export function adminOf({ admin }: Exchange): Admin {
  if (!admin) throw new Error('A route of admins has let somebody in who is none.')
  return admin
}

export function idOf({ request }: Exchange): string {
  return String(request.params['id'])
}

export interface Change {
  readonly action: AuditAction
  readonly object: string
  readonly team: string | null
  readonly before?: Facts
  readonly after?: Facts
}

/** Makes a change, and has it in the audit. */
export async function change(exchange: Exchange, what: Change, act: () => Promise<void>): Promise<void> {
  const admin = adminOf(exchange)
  const deed: Deed = {
    before: null,
    after: null,
    ...what,
    admin: admin.id,
    adminName: admin.name,
    request: exchange.id,
    address: exchange.peer ?? null,
  }
  await exchange.host.tenants.audit.record(deed, act)
}

/** The team that something is to be of: an admin's own, where it is held to one. Throws where it is not there for the admin. */
export async function teamFor(
  admin: Admin,
  asked: string | undefined,
  tenants: Tenants,
): Promise<string | null> {
  const team = asked ?? admin.team
  if (team === null) return null
  if (!maySeeOf(admin, team) || !(await teamNamed(team, tenants))) throw unknown('team', team)
  return team
}

/** A team that is not deleted. */
export async function teamNamed(id: string, { teams }: Tenants): Promise<Entry<TeamRow> | undefined> {
  const found = await teams.get(id)
  return found?.value.deletedAt === null ? found : undefined
}

/** The same for what is another tenant's, so that ids tell nothing. */
export function unknown(what: 'key' | 'team' | 'admin' | 'limit' | 'budget', id: string): LucidError {
  return new LucidError('not_found', `There is no ${what} "${cut(id)}".`, {
    param: what === 'team' ? 'team' : 'id',
    reason: `unknown_${what}`,
    hint: `GET /admin/v1/${what}s lists those that there are for you.`,
  })
}

/** What stands in the config, the environment or the data folder is changed there. */
export function notMadeHere(what: string, from: string): LucidError {
  return new LucidError('conflict', `This ${what} comes from the ${from}.`, {
    reason: 'not_made_here',
    hint: `Change it in the ${from}.`,
  })
}
