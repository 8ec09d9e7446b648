import type { Clock, Principal } from '@lucid-gateway/core'
import type { Rulebook, Rules } from '@lucid-gateway/runtime'
import { budgetRuleOf, limitRulesOf, ownBudgetRules, ownLimitRules } from '../config/limit-rules.ts'
import type { HostLog } from '../log/create-log.ts'
import type { KeyStore } from './key-store.ts'
import { RecentRules } from './recent-rules.ts'
import type { RuleStore } from './rule-store.ts'
import type { Bounds, RuleRow, TeamRow } from './rows.ts'
import type { Table } from './table.ts'

/** How long rules are taken as they were read: the longest that another process's change takes. */
const recheckMs = 2000
const mostKnown = 10_000

export interface StoredRulesParts {
  readonly keys: Pick<KeyStore, 'get'>
  readonly teams: Pick<Table<TeamRow>, 'get'>
  readonly rules: Pick<RuleStore, 'all'>
  readonly clock: Clock
  readonly log: Pick<HostLog, 'warn'>
}

interface Known {
  readonly rules: Rules | undefined
  /** What they were made from. */
  readonly text: string
  readonly readAt: number
}

/** The limits and budgets that were made here, as calls go by them. What was read a moment ago costs a look into a map. */
export class StoredRules implements Rulebook {
  readonly #parts: StoredRulesParts
  readonly #ofMany: RecentRules
  readonly #known = new Map<string, Known>()
  readonly #underWay = new Map<string, Promise<Rules | undefined>>()
  #changes = 0

  constructor(parts: StoredRulesParts) {
    this.#parts = parts
    this.#ofMany = new RecentRules({ ...parts, recheckMs })
  }

  /** So that whoever has none of their own is served also where the Store is away at the first call. */
  async open(): Promise<void> {
    await this.#ofMany.read()
  }

  of(principal: Principal): Rules | undefined | Promise<Rules | undefined> {
    const { key = '' } = principal
    const known = this.#known.get(key)
    if (known && this.#parts.clock.now() - known.readAt < recheckMs) return known.rules
    let reading = this.#underWay.get(key)
    if (!reading) {
      reading = this.#read(principal, key, known, this.#changes)
      this.#underWay.set(key, reading)
    }
    return reading
  }

  /** To be called when a limit or a budget was made, changed or taken away here. */
  changed(): void {
    this.#changes++
    this.#underWay.clear()
    this.#ofMany.changed()
    // What they were made from is kept, so that those that stay the same stay the same object.
    for (const [key, known] of this.#known) this.#known.set(key, { ...known, readAt: -Infinity })
  }

  async #read(
    principal: Principal,
    key: string,
    known: Known | undefined,
    changes: number,
  ): Promise<Rules | undefined> {
    const now = this.#parts.clock.now()
    try {
      const many = await this.#ofMany.read()
      const readAt = Math.min(now, many.readAt)
      const found = await this.#found(principal, many.rows)
      const text = JSON.stringify(found)
      const rules = known?.text === text ? known.rules : rulesFrom(found)
      // What was read before a change may be what the change undid.
      if (changes === this.#changes) this.#keep(key, { rules, text, readAt })
      return rules
    } catch (error) {
      // While the Store is away what was known holds; where nothing was, nothing is let through.
      if (!known) throw error
      this.#parts.log.warn('the Store could not be asked for limits and budgets', { error })
      if (changes === this.#changes) this.#keep(key, { ...known, readAt: now })
      return known.rules
    } finally {
      if (changes === this.#changes) this.#underWay.delete(key)
    }
  }

  async #found({ key, team }: Principal, made: readonly RuleRow[]): Promise<Found> {
    const { keys, teams } = this.#parts
    const [ofKey, ofTeam] = await Promise.all([
      key?.startsWith('key_') ? keys.get(key) : undefined,
      team === undefined ? undefined : teams.get(team),
    ])
    return {
      made: made.map(({ of, rule }) => ({ of, rule }) as Made),
      ...(ofTeam ? { team: { id: ofTeam.id, ...boundsIn(ofTeam.value) } } : {}),
      ...(ofKey ? { key: { id: ofKey.id, ...boundsIn(ofKey.value) } } : {}),
    }
  }

  #keep(key: string, known: Known): void {
    this.#known.delete(key)
    this.#known.set(key, known)
    if (this.#known.size > mostKnown)
      for (const [oldest] of this.#known) return void this.#known.delete(oldest)
  }
}

type Own = Pick<Bounds, 'limits' | 'budgets'> & { readonly id: string }
type Made = Pick<RuleRow, 'of' | 'rule'>

interface Found {
  readonly made: readonly Made[]
  readonly team?: Own
  readonly key?: Own
}

function boundsIn({ limits, budgets }: Bounds): Omit<Own, 'id'> {
  return { ...(limits ? { limits } : {}), ...(budgets ? { budgets } : {}) }
}

function rulesFrom({ made, team, key }: Found): Rules | undefined {
  const [many, ofTeam, ofKey] = [
    madeRules(made as readonly RuleRow[]),
    team && teamRules(team),
    key && keyRules(key),
  ]
  const limits = [...many.limits, ...(ofTeam?.limits ?? []), ...(ofKey?.limits ?? [])]
  const budgets = [...many.budgets, ...(ofTeam?.budgets ?? []), ...(ofKey?.budgets ?? [])]
  return limits.length + budgets.length === 0 ? undefined : Object.freeze({ limits, budgets })
}

/** Those of many. */
export function madeRules(rows: readonly RuleRow[]): Rules {
  return {
    limits: rows.flatMap(row => (row.of === 'limit' ? limitRulesOf(row.rule) : [])),
    budgets: rows.flatMap(row => (row.of === 'budget' ? [budgetRuleOf(row.rule)] : [])),
  }
}

export function keyRules({ id, limits, budgets }: Own): Rules {
  return { limits: ownLimitRules(id, 'key', id, limits), budgets: ownBudgetRules(id, 'key', id, budgets) }
}

export function teamRules({ id, limits, budgets }: Own): Rules {
  const name = `team_${id}`
  return {
    limits: ownLimitRules(name, 'team', id, limits),
    budgets: ownBudgetRules(name, 'team', id, budgets),
  }
}
