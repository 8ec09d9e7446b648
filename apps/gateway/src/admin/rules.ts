import { LucidError } from '@lucid-gateway/core'
import { budgetRules, limitRules, limitRulesOf } from '../config/limit-rules.ts'
import { isRuleName } from '../config/limits-schema.ts'
import type { Exchange } from '../http/exchange.ts'
import { sendJson } from '../http/respond.ts'
import type { RuleKind } from '../keys/rule-store.ts'
import type { RuleRow } from '../keys/rows.ts'
import { madeRules } from '../keys/stored-rules.ts'
import type { Entry } from '../keys/table.ts'
import { invalidField } from '../wording/invalid-field.ts'
import { requireOrganisation } from './admin.ts'
import { adminOf, change, idOf, unknown } from './admin-exchange.ts'
import { ruleFacts } from './facts.ts'
import { readAdminBody } from './read-admin-body.ts'
import { requireLedger } from './require-bounds.ts'

/** Makes a limit of many, or another of one that was made, from the next call on. */
export async function putLimit(exchange: Exchange): Promise<void> {
  const name = await nameFor(exchange, 'limit')
  const rule = { ...(await readAdminBody(exchange, 'limit')), name }
  const names = limitRulesOf(rule).map(one => one.name)
  const ofConfig = limitRules(exchange.generation.settings).find(one => names.includes(one.name))
  if (ofConfig) throw notOfTheConfig('limit', ofConfig.name)
  const others = (await exchange.host.tenants.rules.all()).filter(row => row.rule.name !== name)
  const other = madeRules(others).limits.find(one => names.includes(one.name))
  if (other) throw taken(other.name)
  await put(exchange, { of: 'limit', rule })
}

/** The same with a budget. What was spent under its name stays spent. */
export async function putBudget(exchange: Exchange): Promise<void> {
  const name = await nameFor(exchange, 'budget')
  const rule = { ...(await readAdminBody(exchange, 'budget')), name }
  requireLedger(exchange, { budgets: [rule] })
  await put(exchange, { of: 'budget', rule })
}

export function deleteLimit(exchange: Exchange): Promise<void> {
  return remove(exchange, 'limit')
}

export function deleteBudget(exchange: Exchange): Promise<void> {
  return remove(exchange, 'budget')
}

async function put(exchange: Exchange, made: Pick<RuleRow, 'of' | 'rule'>): Promise<void> {
  const { rules, storedRules, clock } = exchange.host.tenants
  const { of, rule } = made
  const found = await rules.get(of, rule.name)
  const row = {
    ...made,
    createdAt: found?.value.createdAt ?? clock.now(),
    createdBy: found?.value.createdBy ?? adminOf(exchange).id,
  } as RuleRow
  const after = ruleFacts(row)
  await change(
    exchange,
    {
      action: `${of}.set`,
      object: rule.name,
      team: null,
      ...(found ? { before: ruleFacts(found.value) } : {}),
      after,
    },
    () => rules.put(found, row),
  )
  storedRules.changed()
  sendJson(exchange, 200, after)
}

async function remove(exchange: Exchange, of: RuleKind): Promise<void> {
  const name = await nameFor(exchange, of)
  const { rules, storedRules } = exchange.host.tenants
  const found: Entry<RuleRow> | undefined = await rules.get(of, name)
  if (!found) throw unknown(of, name)
  const before = ruleFacts(found.value)
  await change(exchange, { action: `${of}.delete`, object: name, team: null, before }, () =>
    rules.delete(found),
  )
  storedRules.changed()
  sendJson(exchange, 200, before)
}

/** A name that something which is made here may have. */
async function nameFor(exchange: Exchange, of: RuleKind): Promise<string> {
  requireOrganisation(adminOf(exchange))
  const name = idOf(exchange)
  const [, holder] = /^(key|team)_/.exec(name) ?? []
  if (holder !== undefined) throw ofAHolder(of, holder)
  if (!isRuleName(name))
    throw invalidField('id', 'is no name', 'Use at most 64 letters, digits, dots, dashes and underscores.')
  const { settings } = exchange.generation
  const known = of === 'limit' ? limitRules(settings) : budgetRules(settings)
  if (known.some(rule => rule.name === name)) throw notOfTheConfig(of, name)
  return name
}

function notOfTheConfig(of: RuleKind, name: string): LucidError {
  return new LucidError('conflict', `The ${of} "${name}" stands in the config.`, {
    reason: 'not_made_here',
    hint: 'Change it in the config, or choose another name.',
  })
}

function taken(name: string): LucidError {
  return new LucidError('conflict', `Another limit comes to the name "${name}" too.`, {
    reason: 'name_taken',
    hint: 'A limit of several measures is named with each of them. Choose another name.',
  })
}

function ofAHolder(of: RuleKind, holder: string): LucidError {
  return new LucidError('conflict', `A ${of} of that name is a ${holder}'s.`, {
    reason: 'not_made_here',
    hint: `Change it with the ${holder}: PATCH /admin/v1/${holder}s/<id>.`,
  })
}
