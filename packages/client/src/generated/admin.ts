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
  /** How much may be asked for in a time. */
  readonly limits: {
    readonly requests?: number
    readonly tokens?: number
    readonly images?: number
    readonly concurrency?: number
    readonly per?: 'second' | 'minute' | 'hour' | 'day'
    readonly burst?: number
  } | null
  /** How much may be spent. */
  readonly budgets:
    | readonly {
        readonly usd: number | string
        readonly per: 'day' | 'month' | 'total'
        readonly reserve?: 'strict' | 'expected'
        readonly outputTokens?: number
      }[]
    | null
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

export interface Limit {
  readonly of: 'limit'
  readonly name: string
  readonly by: string
  readonly only?: readonly string[]
  readonly created_at: string | null
  readonly created_by: string | null
  readonly capabilities?: readonly string[]
  readonly requests?: number
  readonly tokens?: number
  readonly images?: number
  readonly concurrency?: number
  readonly per?: 'second' | 'minute' | 'hour' | 'day'
  readonly burst?: number
}

export interface LimitStanding {
  readonly name: string
  /** Where it is changed: the config, here, with its team, with its key. */
  readonly from: 'config' | 'store' | 'team' | 'key'
  readonly by: string
  readonly only: readonly string[] | null
  /** The holder; null where nobody has had any of it. */
  readonly of: string | null
  /** Of an end user: the team, or the key of none. */
  readonly within: string | null
  readonly capabilities: readonly string[] | null
  readonly measure: 'requests' | 'tokens' | 'images' | 'concurrency'
  readonly amount: number
  readonly per_seconds: number | null
  readonly burst: number | null
  readonly used: number
  readonly left: number
  /** When all of it is there again. */
  readonly clear_in_seconds: number | null
}

export interface LimitStandings {
  readonly data: readonly LimitStanding[]
  /** What `after` is to be for the next page. */
  readonly next: string | null
}

export interface Budget {
  readonly of: 'budget'
  readonly name: string
  readonly by: string
  readonly only?: readonly string[]
  readonly created_at: string | null
  readonly created_by: string | null
  readonly tag?: string
  readonly usd: number | string
  readonly per: 'day' | 'month' | 'total'
  readonly reserve?: 'strict' | 'expected'
  readonly outputTokens?: number
}

export interface BudgetStanding {
  readonly name: string
  /** Where it is changed: the config, here, with its team, with its key. */
  readonly from: 'config' | 'store' | 'team' | 'key'
  readonly by: string
  readonly only: readonly string[] | null
  /** The holder; null where nobody has had any of it. */
  readonly of: string | null
  /** Of an end user: the team, or the key of none. */
  readonly within: string | null
  readonly tag: string | null
  readonly per: 'day' | 'month' | 'total'
  readonly window: string
  /** A decimal. */
  readonly limit_usd: string
  /** A decimal. */
  readonly used_usd: string
  /** What is not spent yet. */
  readonly left_usd: string
  /** Of that, what processes hold for calls under way and to come. */
  readonly set_aside_usd: string
  /** When it begins anew. */
  readonly resets_at: string | null
  readonly reserve: 'strict' | 'expected'
  readonly output_tokens: number | null
  /** Spent by the most that they can have cost. */
  readonly attempts_of_unknown_cost: number
}

export interface BudgetStandings {
  readonly data: readonly BudgetStanding[]
  /** What `after` is to be for the next page. */
  readonly next: string | null
}

export interface Team {
  readonly id: string
  readonly name: string
  /** How much may be asked for in a time. */
  readonly limits: {
    readonly requests?: number
    readonly tokens?: number
    readonly images?: number
    readonly concurrency?: number
    readonly per?: 'second' | 'minute' | 'hour' | 'day'
    readonly burst?: number
  } | null
  /** How much may be spent. */
  readonly budgets:
    | readonly {
        readonly usd: number | string
        readonly per: 'day' | 'month' | 'total'
        readonly reserve?: 'strict' | 'expected'
        readonly outputTokens?: number
      }[]
    | null
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
  /** Of those of unknown cost the ones of which not even the most is known: not in that sum either. */
  readonly attempts_without_bound: number
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

export interface Repricing {
  /** Whether nothing was changed. */
  readonly dry_run?: boolean
  readonly examined?: number
  /** Attempts that got another cost, or would get one. */
  readonly repriced?: number
  readonly were_unknown?: number
  readonly were_wrong?: number
  /** Attempts whose cost stays unknown, since what they used is not known. */
  readonly usage_unknown?: number
  /** Attempts whose cost stays unknown for want of a price, by account and model. */
  readonly price_unknown?: { readonly [name: string]: number | undefined }
  /** What they cost before, as far as that was known. */
  readonly cost_before_usd?: string
  /** A decimal. */
  readonly cost_after_usd?: string
  readonly models?: readonly {
    readonly model?: string
    readonly repriced?: number
    /** A decimal. */
    readonly cost_before_usd?: string
    /** A decimal. */
    readonly cost_after_usd?: string
  }[]
  /** What `after` is to be for the next part. */
  readonly next?: string | null
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
