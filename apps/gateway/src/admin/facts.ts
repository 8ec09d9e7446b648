import type { AppKey } from '../access/app-key.ts'
import type { AdminRow, AuditRow, Bounds, Facts, KeyRow, RuleRow, Secrets, TeamRow } from '../keys/rows.ts'
import type { Entry } from '../keys/table.ts'
import type { FixedAdmin } from './admin-gate.ts'

const noScopes = {
  capabilities: null,
  kinds: null,
  models: null,
  routes: null,
  channel: null,
  channels: null,
} as const

/** A key as answers tell it: nothing by which it could be used. */
export function keyFacts(id: string, row: KeyRow, now: number): Facts {
  return {
    id,
    name: row.name,
    shown: row.shown,
    from: 'store',
    team: row.team,
    ...noScopes,
    ...row.scopes,
    ...boundFacts(row),
    status: statusOf(row, now),
    created_at: timeOf(row.createdAt),
    created_by: row.createdBy,
    ...termFacts(row, now),
    revoked_at: timeOf(row.revokedAt),
  }
}

function statusOf({ revokedAt, expiresAt }: Secrets, now: number): string {
  if (revokedAt !== null) return 'revoked'
  return (expiresAt ?? Infinity) <= now ? 'expired' : 'active'
}

function termFacts({ expiresAt = null, rotatedAt = null, former = [] }: Secrets, now: number): Facts {
  const until = former.filter(one => one.until > now).map(one => one.until)
  return {
    expires_at: timeOf(expiresAt),
    rotated_at: timeOf(rotatedAt),
    overlap_until: until.length === 0 ? null : timeOf(Math.max(...until)),
  }
}

/** A key of the config: told, and changed there alone. */
export function configKeyFacts(key: AppKey, bounds: Pick<Bounds, 'limits' | 'budgets'> = {}): Facts {
  const { capabilities, kinds, models, routes, channel, channels } = key
  return {
    id: configKeyId(key.name),
    name: key.name,
    shown: null,
    from: 'config',
    team: null,
    capabilities: capabilities ?? null,
    kinds: kinds ?? null,
    models: models ?? null,
    routes: routes ?? null,
    channel: channel ?? null,
    channels: channels ?? null,
    ...boundFacts(bounds),
    status: 'active',
    created_at: null,
    created_by: null,
    expires_at: null,
    rotated_at: null,
    overlap_until: null,
    revoked_at: null,
  }
}

function boundFacts({ limits, budgets }: Pick<Bounds, 'limits' | 'budgets'>): Facts {
  return {
    limits: limits ? { ...limits } : null,
    budgets: budgets ? budgets.map(budget => ({ ...budget })) : null,
  }
}

export function configKeyId(name: string): string {
  return `config:${name}`
}

export function teamFacts({ id, value }: Pick<Entry<TeamRow>, 'id' | 'value'>): Facts {
  return {
    id,
    name: value.name,
    ...boundFacts(value),
    created_at: timeOf(value.createdAt),
    created_by: value.createdBy,
  }
}

export function ruleFacts({ of, rule, createdAt, createdBy }: RuleRow): Facts {
  return { of, ...(rule as Facts), created_at: timeOf(createdAt), created_by: createdBy }
}

export function adminFacts(id: string, row: AdminRow, now: number): Facts {
  return {
    id,
    name: row.name,
    shown: row.shown,
    from: 'store',
    role: row.role,
    team: row.team,
    status: statusOf(row, now),
    created_at: timeOf(row.createdAt),
    created_by: row.createdBy,
    ...termFacts(row, now),
    revoked_at: timeOf(row.revokedAt),
  }
}

export function fixedAdminFacts({ admin, from }: FixedAdmin): Facts {
  return {
    id: admin.id,
    name: admin.name,
    shown: null,
    from,
    role: admin.role,
    team: admin.team,
    status: 'active',
    created_at: null,
    created_by: null,
    expires_at: null,
    rotated_at: null,
    overlap_until: null,
    revoked_at: null,
  }
}

export function auditFacts({ id, value }: Entry<AuditRow>): object {
  const { at, adminName, admin, ...rest } = value
  return { id, at: timeOf(at), ...rest, admin, admin_name: adminName }
}

function timeOf(ms: number): string
function timeOf(ms: number | null): string | null
function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
