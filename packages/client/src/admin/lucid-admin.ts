import type { Account, AuditRow, EndedCall, UsageRow } from '../generated/schemas.ts'
import { type AdminLine, type AnswerOf, ask, type AskArguments } from '../http/ask.ts'
import { Connection } from '../http/connection.ts'
import type { CallOptions, ConnectionOptions } from '../options.ts'
import { Admins, type Ask, Budgets, given, Keys, Limits, Teams } from './collections.ts'
import { type PageQuery, Pages } from './pages.ts'

export interface AdminOptions extends ConnectionOptions {
  /** `lucid_admin_...`. It is for servers: never ship it to a browser. */
  readonly adminKey: string
  /** How often a request that only reads may be sent again: 2 unless said. */
  readonly retries?: number | undefined
}

/** Whose calls, and of when. `tag:<name>` is taken too. */
export interface LedgerQuery {
  /** From this day or time on: `2026-11-29`, `2026-11-29T12:00:00Z`. */
  readonly from?: string
  /** Before this day or time. */
  readonly to?: string
  readonly team?: string
  readonly key?: string
  readonly subject?: string
  readonly capability?: string
  readonly account?: string
  readonly provider?: string
  readonly model?: string
  readonly payer?: 'operator' | 'caller'
  readonly [tag: `tag:${string}`]: string
}

export interface UsageQuery extends LedgerQuery {
  /** What to add up by: `day` unless said. */
  readonly by?: readonly UsageDimension[]
}

export type UsageDimension =
  | 'day'
  | 'organisation'
  | 'team'
  | 'key'
  | 'subject'
  | 'capability'
  | 'account'
  | 'provider'
  | 'model'
  | 'payer'
  | `tag:${string}`

export type CallsQuery = LedgerQuery &
  PageQuery & {
    readonly status?: 'finished' | 'failed' | 'cancelled'
  }

/** A gateway, as its admins use it. */
export class LucidAdmin {
  readonly #connection: Connection
  readonly keys: Keys
  readonly teams: Teams
  readonly admins: Admins
  readonly limits: Limits
  readonly budgets: Budgets
  /** What admins did, the latest first. */
  readonly audit: Pages<AuditRow>
  /** The calls that have ended, the latest first; nothing of what was said in them. */
  readonly calls: Pages<EndedCall, CallsQuery>

  constructor(options: AdminOptions) {
    this.#connection = new Connection(options, options.adminKey)
    const asks: Ask = (line, ...given) => this.ask(line, ...given)
    this.keys = new Keys(asks)
    this.teams = new Teams(asks)
    this.admins = new Admins(asks)
    this.limits = new Limits(asks)
    this.budgets = new Budgets(asks)
    this.audit = new Pages((query, options) => asks('GET /admin/v1/audit', given(query), options))
    this.calls = new Pages((query, options) => asks('GET /admin/v1/calls', given(query), options))
  }

  /** What was used and what it cost, added up. Costs are decimals in text, so that no digit is lost. */
  async usage({ by, ...query }: UsageQuery = {}, options?: CallOptions): Promise<readonly UsageRow[]> {
    const asked = { ...query, ...(by ? { by: by.join(',') } : {}) }
    return (await this.ask('GET /admin/v1/usage', { query: asked }, options)).data
  }

  /** The accounts with vendors, and which of them rest. */
  async accounts(options?: CallOptions): Promise<readonly Account[]> {
    return (await this.ask('GET /admin/v1/accounts', {}, options)).data
  }

  /** Any operation for admins, by method and path, as the gateway's description has them. */
  ask<L extends AdminLine>(line: L, ...given: AskArguments<L>): Promise<AnswerOf<L>> {
    return ask(this.#connection, line, given)
  }
}
