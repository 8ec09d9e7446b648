import type { BudgetRule, BudgetStanding, LimitRule, LimitStanding } from '@lucid-gateway/runtime'
import { matches } from '../access/scope.ts'
import { budgetRules, limitRules } from '../config/limit-rules.ts'
import type { Exchange } from '../http/exchange.ts'
import { sendJson } from '../http/respond.ts'
import type { Bounds } from '../keys/rows.ts'
import { keyRules, madeRules, teamRules } from '../keys/stored-rules.ts'
import type { Entry, PageQuery } from '../keys/table.ts'
import type { Admin } from './admin.ts'
import { adminOf } from './admin-exchange.ts'
import { budgetStandingFacts, limitStandingFacts, type RuleOrigin } from './standing-facts.ts'
import { pageQuery } from './page.ts'

/** The limits that are in force, with how they stand for each of their holders. */
export function listLimits(exchange: Exchange): Promise<void> {
  return list<LimitRule, LimitStanding>(exchange, {
    field: 'limited',
    ofConfig: limitRules(exchange.generation.settings),
    pick: ({ limits }) => limits,
    stand: rules => exchange.host.runtime.standings.limits(rules),
    facts: limitStandingFacts,
  })
}

/** The budgets that are in force, with how they stand for each of their holders. */
export function listBudgets(exchange: Exchange): Promise<void> {
  return list<BudgetRule, BudgetStanding>(exchange, {
    field: 'budgeted',
    ofConfig: budgetRules(exchange.generation.settings),
    pick: ({ budgets }) => budgets,
    stand: rules => exchange.host.runtime.standings.budgets(rules),
    facts: budgetStandingFacts,
  })
}

interface Of<Rule, Standing> {
  /** What rows of keys and teams have that have such rules. */
  readonly field: 'limited' | 'budgeted'
  readonly ofConfig: readonly Rule[]
  pick(rules: { readonly limits: readonly LimitRule[]; readonly budgets: readonly BudgetRule[] }): unknown
  stand(rules: readonly Rule[]): Promise<readonly Standing[]>
  facts(standing: Standing, from: RuleOrigin): object
}

interface Found<Rule> {
  /** Where the next page begins after it. */
  readonly at: string
  readonly from: RuleOrigin
  readonly rules: readonly Rule[]
}

/** Pages count the rows that have rules of their own, each with all of its lines. */
async function list<Rule, Standing extends Line>(exchange: Exchange, of: Of<Rule, Standing>): Promise<void> {
  const admin = adminOf(exchange)
  const { limit, after } = pageQuery(exchange, admin)
  const found: Found<Rule>[] = []
  for await (const one of inForce(exchange, of, after)) {
    found.push(one)
    if (found.length > limit) break
  }
  const page = found.slice(0, limit)
  const origins = new Map(page.flatMap(({ from, rules }) => rules.map(rule => [rule, from] as const)))
  const data: object[] = []
  for (const standing of await of.stand([...origins.keys()]))
    if (await maySee(admin, standing, exchange))
      data.push(of.facts(toldTo(admin, standing), origins.get(standing.rule as Rule) as RuleOrigin))
  sendJson(exchange, 200, { data, next: found.length > limit ? (page.at(-1)?.at ?? null) : null })
}

const configEnd = 'c'

async function* inForce<Rule, Standing>(
  exchange: Exchange,
  { field, ofConfig, pick }: Of<Rule, Standing>,
  after = '',
): AsyncGenerator<Found<Rule>> {
  const { keys, teams, rules, clock } = exchange.host.tenants
  const { team } = adminOf(exchange)
  if (after === '') yield { at: configEnd, from: 'config', rules: ofConfig }
  if (after === '' || after === configEnd)
    yield { at: 'm', from: 'store', rules: pick(madeRules(await rules.all())) as readonly Rule[] }
  if (!after.startsWith('k:')) {
    const start = after.startsWith('t:') ? after.slice(2) : ''
    const page = (query: PageQuery) => teams.page(query)
    for await (const { id, value } of allOf(page, { [field]: true, deletedAt: null }, start))
      if (team === null || team === id)
        yield { at: `t:${id}`, from: 'team', rules: pick(teamRules({ id, ...value })) as readonly Rule[] }
  }
  const start = after.startsWith('k:') ? after.slice(2) : ''
  const where = { [field]: true, revokedAt: null, ...(team === null ? {} : { team }) }
  for await (const { id, value } of allOf(query => keys.page(query), where, start))
    if ((value.expiresAt ?? Infinity) > clock.now())
      yield { at: `k:${id}`, from: 'key', rules: pick(keyRules({ id, ...value })) as readonly Rule[] }
}

const pageSize = 200

async function* allOf<Value extends Bounds>(
  page: (query: PageQuery) => Promise<readonly Entry<Value>[]>,
  where: NonNullable<PageQuery['where']>,
  start: string,
): AsyncGenerator<Entry<Value>> {
  for (let after = start; ;) {
    const rows = await page({ where, after, limit: pageSize })
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    after = last.id
  }
}

type Line = Pick<LimitStanding | BudgetStanding, 'of' | 'id'> & {
  readonly rule: { readonly by: string; readonly only?: readonly string[] }
}

/** Whom else a rule is for is not an admin's to know who is held to a team. */
function toldTo<Standing extends Line>({ team }: Admin, standing: Standing): Standing {
  const { rule, of } = standing
  if (team === null || of === undefined || !rule.only) return standing
  return { ...standing, rule: { ...rule, only: rule.only.filter(pattern => matches([pattern], of)) } }
}

/** Whether what is told is an admin's to know: that of its team, its team's keys, and their subjects. */
async function maySee({ team }: Admin, { rule, of, id = '' }: Line, { host }: Exchange): Promise<boolean> {
  if (team === null) return true
  if (of === undefined) return false
  if (rule.by === 'team') return of === team
  if (rule.by === 'subject') return id.startsWith(`default/${team}/`)
  return rule.by === 'key' && (await host.tenants.keys.get(of))?.value.team === team
}
