import type {
  AdminRotation,
  BudgetOfMany,
  KeyChange,
  KeyRotation,
  LimitOfMany,
  NewAdmin,
  NewKey,
  NewTeam,
  TeamChange,
} from '../generated/requests.ts'
import type {
  Admin,
  AppKey,
  Budget,
  BudgetStanding,
  Limit,
  LimitStanding,
  Team,
} from '../generated/schemas.ts'
import type { AdminLine, AnswerOf, AskArguments } from '../http/ask.ts'
import type { CallOptions } from '../options.ts'
import { Pages } from './pages.ts'

export type Ask = <L extends AdminLine>(line: L, ...given: AskArguments<L>) => Promise<AnswerOf<L>>

export function given(query: object = {}): { readonly query: Readonly<Record<string, string | number>> } {
  return { query: query as Readonly<Record<string, string | number>> }
}

/** The keys of applications. */
export class Keys extends Pages<AppKey> {
  readonly #ask: Ask

  constructor(asks: Ask) {
    super((query, options) => asks('GET /admin/v1/keys', given(query), options))
    this.#ask = asks
  }

  /** Makes one; `key` of the answer is shown this once. */
  create(body: NewKey, options?: CallOptions): Promise<AppKey> {
    return this.#ask('POST /admin/v1/keys', { body }, options)
  }

  get(id: string, options?: CallOptions): Promise<AppKey> {
    return this.#ask('GET /admin/v1/keys/{id}', { path: { id } }, options)
  }

  /** Gives it another secret, shown this once; the one before is good for a while yet. */
  rotate(id: string, body: KeyRotation = {}, options?: CallOptions): Promise<AppKey> {
    return this.#ask('POST /admin/v1/keys/{id}/rotate', { path: { id }, body }, options)
  }

  /** Gives it other limits and budgets, from the next call on. */
  change(id: string, body: KeyChange, options?: CallOptions): Promise<AppKey> {
    return this.#ask('PATCH /admin/v1/keys/{id}', { path: { id }, body }, options)
  }

  /** At once and for good; it stays in the list. */
  revoke(id: string, options?: CallOptions): Promise<AppKey> {
    return this.#ask('DELETE /admin/v1/keys/{id}', { path: { id } }, options)
  }
}

export class Teams extends Pages<Team> {
  readonly #ask: Ask

  constructor(asks: Ask) {
    super((query, options) => asks('GET /admin/v1/teams', given(query), options))
    this.#ask = asks
  }

  create(body: NewTeam, options?: CallOptions): Promise<Team> {
    return this.#ask('POST /admin/v1/teams', { body }, options)
  }

  get(id: string, options?: CallOptions): Promise<Team> {
    return this.#ask('GET /admin/v1/teams/{id}', { path: { id } }, options)
  }

  /** Gives it other limits and budgets, from the next call on. */
  change(id: string, body: TeamChange, options?: CallOptions): Promise<Team> {
    return this.#ask('PATCH /admin/v1/teams/{id}', { path: { id }, body }, options)
  }

  /** One whose keys and admins are all revoked. */
  delete(id: string, options?: CallOptions): Promise<Team> {
    return this.#ask('DELETE /admin/v1/teams/{id}', { path: { id } }, options)
  }
}

export class Admins extends Pages<Admin> {
  readonly #ask: Ask

  constructor(asks: Ask) {
    super((query, options) => asks('GET /admin/v1/admins', given(query), options))
    this.#ask = asks
  }

  /** Makes one of no higher role than your own; `key` of the answer is shown this once. */
  create(body: NewAdmin, options?: CallOptions): Promise<Admin> {
    return this.#ask('POST /admin/v1/admins', { body }, options)
  }

  get(id: string, options?: CallOptions): Promise<Admin> {
    return this.#ask('GET /admin/v1/admins/{id}', { path: { id } }, options)
  }

  /** Gives it another key, shown this once; the one before is good for a while yet. */
  rotate(id: string, body: AdminRotation = {}, options?: CallOptions): Promise<Admin> {
    return this.#ask('POST /admin/v1/admins/{id}/rotate', { path: { id }, body }, options)
  }

  revoke(id: string, options?: CallOptions): Promise<Admin> {
    return this.#ask('DELETE /admin/v1/admins/{id}', { path: { id } }, options)
  }
}

/** The limits in force, and how each stands. */
export class Limits extends Pages<LimitStanding> {
  readonly #ask: Ask

  constructor(asks: Ask) {
    super((query, options) => asks('GET /admin/v1/limits', given(query), options))
    this.#ask = asks
  }

  /** Makes a limit of many under that name, or changes it. */
  set(name: string, body: LimitOfMany, options?: CallOptions): Promise<Limit> {
    return this.#ask('PUT /admin/v1/limits/{id}', { path: { id: name }, body }, options)
  }

  delete(name: string, options?: CallOptions): Promise<Limit> {
    return this.#ask('DELETE /admin/v1/limits/{id}', { path: { id: name } }, options)
  }
}

/** The budgets in force, and how each stands. */
export class Budgets extends Pages<BudgetStanding> {
  readonly #ask: Ask

  constructor(asks: Ask) {
    super((query, options) => asks('GET /admin/v1/budgets', given(query), options))
    this.#ask = asks
  }

  /** Makes a budget of many under that name, or changes it. */
  set(name: string, body: BudgetOfMany, options?: CallOptions): Promise<Budget> {
    return this.#ask('PUT /admin/v1/budgets/{id}', { path: { id: name }, body }, options)
  }

  delete(name: string, options?: CallOptions): Promise<Budget> {
    return this.#ask('DELETE /admin/v1/budgets/{id}', { path: { id: name } }, options)
  }
}
