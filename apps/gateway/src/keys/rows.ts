import type { JsonValue } from '@lucid-gateway/core'
import type { BudgetSetting, KeyBudget, KeyLimits, LimitSetting } from '../config/limit-rules.ts'

/** How much may be asked for and spent. Rows of earlier versions have none of it. */
export interface Bounds {
  readonly limits?: KeyLimits
  readonly budgets?: readonly KeyBudget[]
  /** Whether there are limits, or budgets: a Store finds rows by such fields. */
  readonly limited?: boolean
  readonly budgeted?: boolean
}

/** What a key may do; what is absent is not limited. */
export interface KeyScopes {
  readonly capabilities?: readonly string[]
  readonly kinds?: readonly string[]
  readonly models?: readonly string[]
  /** Paths: exact, or with `*` at the end for any rest. */
  readonly routes?: readonly string[]
  /** The channel of calls that name none. */
  readonly channel?: string
  readonly channels?: readonly string[]
}

/** A key of an application, as the Store has it. What it is at any moment follows from this row alone. */
export interface KeyRow extends Bounds {
  readonly name: string
  /** The beginning of the key, by which people tell it. */
  readonly shown: string
  /** SHA-256 of the key, in hex. */
  readonly hash: string
  /** Keys that this one took the place of, each good until its time. */
  readonly former: readonly FormerKey[]
  readonly team: string | null
  readonly scopes: KeyScopes
  readonly createdAt: number
  /** The admin who made it. */
  readonly createdBy: string
  readonly expiresAt: number | null
  readonly rotatedAt: number | null
  readonly revokedAt: number | null
}

export interface FormerKey {
  readonly hash: string
  readonly until: number
}

/** The secret that a row has, those that it took the place of, and how long they are good. */
export interface Secrets {
  readonly name: string
  readonly hash: string
  /** Absent in rows of earlier versions, as is the rest. */
  readonly former?: readonly FormerKey[]
  readonly expiresAt?: number | null
  readonly rotatedAt?: number | null
  readonly revokedAt: number | null
}

export interface TeamRow extends Bounds {
  readonly name: string
  readonly createdAt: number
  readonly createdBy: string
  /** A deleted one stays, so that no other gets its id, and with that what was its. */
  readonly deletedAt: number | null
}

/** Whoever may use `/admin`: each role may do all that the one before may. */
export type AdminRole = (typeof adminRoles)[number]

export const adminRoles = ['viewer', 'member', 'admin', 'owner'] as const

export interface AdminRow extends Secrets {
  readonly role: AdminRole
  /** The team that it is held to; null for the whole organisation. */
  readonly team: string | null
  readonly shown: string
  readonly createdAt: number
  readonly createdBy: string
}

/** A limit or a budget of many, that was made here. Its id is `limit:` or `budget:` and its name. */
export type RuleRow = (
  | { readonly of: 'limit'; readonly rule: LimitSetting }
  | { readonly of: 'budget'; readonly rule: BudgetSetting }
) & {
  readonly createdAt: number
  readonly createdBy: string
}

/** Who did what to which object. */
export interface AuditRow {
  readonly at: number
  readonly action: AuditAction
  /** The id of what it was done to. */
  readonly object: string
  /** The team that the object is of. */
  readonly team: string | null
  /** Whether it was done; a change that failed is told too. */
  readonly outcome: 'done' | 'failed'
  readonly admin: string
  readonly adminName: string
  readonly before: Facts | null
  readonly after: Facts | null
  readonly request: string
  readonly address: string | null
}

export type AuditAction =
  | 'key.create'
  | 'key.change'
  | 'key.rotate'
  | 'key.revoke'
  | 'team.create'
  | 'team.change'
  | 'team.delete'
  | 'admin.create'
  | 'admin.rotate'
  | 'admin.revoke'
  | 'ledger.reprice'
  | 'limit.set'
  | 'limit.delete'
  | 'budget.set'
  | 'budget.delete'

/** An object as answers tell it: no hash, no secret. */
export type Facts = Readonly<Record<string, FactValue>>
type FactValue = JsonValue
