// Written by `pnpm client-types`; not by hand.

/** A key of an application. A scope that is null limits nothing. */
export interface AppKey {
  readonly id: string
  readonly name: string
  /** The beginning of the key. */
  readonly shown: string | null
  readonly from: 'store' | 'config'
  readonly team: string | null
  readonly capabilities: readonly string[] | null
  readonly kinds: readonly string[] | null
  readonly models: readonly string[] | null
  readonly routes: readonly string[] | null
  readonly channel: string | null
  readonly channels: readonly string[] | null
  readonly status: 'active' | 'expired' | 'revoked'
  readonly created_at: string | null
  readonly created_by: string | null
  readonly expires_at: string | null
  readonly rotated_at: string | null
  /** Until when the key before the last rotation is good. */
  readonly overlap_until: string | null
  readonly revoked_at: string | null
  /** The key itself, in the answer that makes it and in no other. */
  readonly key?: string
}

export interface AppKeys {
  readonly data: readonly AppKey[]
  /** What `after` is to be for the next page. */
  readonly next: string | null
}

export interface Team {
  readonly id: string
  readonly name: string
  readonly created_at: string | null
  readonly created_by: string | null
}

export interface Teams {
  readonly data: readonly Team[]
  /** What `after` is to be for the next page. */
  readonly next: string | null
}

export interface Admin {
  readonly id: string
  readonly name: string
  readonly shown: string | null
  readonly from: 'store' | 'environment' | 'data folder'
  readonly role: 'viewer' | 'member' | 'admin' | 'owner'
  /** The team that it is held to; null for the whole organisation. */
  readonly team: string | null
  readonly status: 'active' | 'revoked'
  readonly created_at: string | null
  readonly created_by: string | null
  readonly revoked_at: string | null
  /** The key itself, in the answer that makes it and in no other. */
  readonly key?: string
}

export interface Admins {
  readonly data: readonly Admin[]
  /** What `after` is to be for the next page. */
  readonly next: string | null
}

export interface AuditRow {
  readonly id: string
  readonly at: string | null
  readonly action: string
  /** The id of what it was done to. */
  readonly object: string
  readonly team: string | null
  /** A change that failed has a row of each. */
  readonly outcome: 'done' | 'failed'
  readonly admin: string
  readonly admin_name: string
  readonly before: { readonly [name: string]: unknown } | null
  readonly after: { readonly [name: string]: unknown } | null
  readonly request: string
  readonly address: string | null
}

export interface AuditRows {
  readonly data: readonly AuditRow[]
  /** What `after` is to be for the next page. */
  readonly next: string | null
}

export interface UsageRow {
  /** The values of what it was added up by. */
  readonly of: { readonly [name: string]: string | undefined }
  readonly calls: number
  readonly attempts: number
  readonly failed: number
  /** A decimal: the sum of the costs that are known. */
  readonly cost_usd: string
  /** Not in that sum. */
  readonly attempts_of_unknown_cost: number
  /** The most that those can have cost, as far as that is known. */
  readonly unknown_at_most_usd: string
  /** What was used, by meter, as far as that is known. */
  readonly meters: { readonly [name: string]: number | undefined }
}

export interface UsageRows {
  readonly data: readonly UsageRow[]
  /** What `after` is to be for the next page. */
  readonly next: string | null
}

export interface EndedCall {
  readonly request_id: string
  readonly capability: string
  readonly asked: string
  readonly channel: string
  readonly mode: string
  readonly key: string | null
  readonly team: string | null
  readonly subject: string | null
  readonly tags: { readonly [name: string]: string | undefined }
  readonly status: 'finished' | 'failed' | 'cancelled' | null
  readonly error: {
    readonly code: string
    readonly reason: string | null
    readonly billed: 'yes' | 'no' | 'unknown'
  } | null
  readonly attempts: number | null
  readonly started_at: string | null
  readonly ended_at: string | null
  /** A decimal; null where it is not known. */
  readonly cost_usd: string | null
}

export interface EndedCalls {
  readonly data: readonly EndedCall[]
  /** What `after` is to be for the next page. */
  readonly next: string | null
}

export interface Account {
  readonly name: string
  readonly provider: string
  readonly owner: string
  readonly capabilities: readonly string[]
  readonly usable: boolean
  /** What is not set, such as variables. For admins of the whole organisation. */
  readonly missing?: readonly string[]
  readonly off: readonly {
    readonly capability: string
    readonly by: string
  }[]
  readonly resting: readonly {
    readonly until: string | null
    readonly why: string
    readonly model: string | null
  }[]
}

export interface Accounts {
  readonly data: readonly Account[]
  /** What `after` is to be for the next page. */
  readonly next: string | null
}
