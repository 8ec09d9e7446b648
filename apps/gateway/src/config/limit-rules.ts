import type { BudgetRule, LimitMeasure, LimitRule } from '@lucid-gateway/runtime'
import type { Settings } from './config.ts'

export type LimitSetting = NonNullable<Settings['limits']['rules']>[number]
export type BudgetSetting = NonNullable<Settings['budgets']>[number]

/** The limits of one key or team. */
export type KeyLimits = Omit<LimitSetting, 'name' | 'by' | 'only' | 'capabilities'>
/** One of the budgets of one key or team. */
export type KeyBudget = Omit<BudgetSetting, 'name' | 'by' | 'tag' | 'only'>

const perMs = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
const measures: readonly LimitMeasure[] = ['requests', 'tokens', 'images', 'concurrency']

/** The limits that the config asks for: its own, those of keys, and that of pictures for each end user. */
export function limitRules({ limits, keys = [] }: Pick<Settings, 'limits' | 'keys'>): readonly LimitRule[] {
  return [
    ...(limits.imagesPerHour === false ? [] : [picturesPerUser(limits.imagesPerHour)]),
    ...(limits.rules ?? []).flatMap(limitRulesOf),
    ...keys.flatMap(({ name, limits: own }) => ownLimitRules(`key-${name}`, 'key', name, own)),
  ]
}

/** The rules that one limit comes to, one for each measure. */
export function limitRulesOf({
  name,
  by,
  only,
  capabilities,
  ...measured
}: LimitSetting): readonly LimitRule[] {
  return rulesOf(name, measured).map(rule => ({
    ...rule,
    by,
    ...(only ? { only } : {}),
    ...(capabilities ? { capabilities } : {}),
  }))
}

/** The limits of one key or team. */
export function ownLimitRules(
  name: string,
  by: 'key' | 'team',
  of: string,
  own: KeyLimits | undefined,
): readonly LimitRule[] {
  return own ? rulesOf(name, own).map(rule => ({ ...rule, by, only: [of] })) : []
}

function picturesPerUser(amount: number): LimitRule {
  return { name: 'images-per-user', by: 'subject', measure: 'images', amount, perMs: perMs.hour }
}

/** One for each measure; named by it where there are several. */
function rulesOf(name: string, setting: KeyLimits): readonly Omit<LimitRule, 'by'>[] {
  const { per = 'minute', burst } = setting
  const said = measures.filter(measure => setting[measure] !== undefined)
  return said.map(measure => ({
    name: said.length > 1 ? `${name}-${measure}` : name,
    measure,
    amount: setting[measure] as number,
    ...(measure === 'concurrency' ? {} : { perMs: perMs[per] }),
    ...(burst === undefined || measure === 'concurrency' ? {} : { burst }),
  }))
}

/** A name that two rules have: they would count as one. Of a limit that says several things, and of one of a key, it is made. */
export function nameOfTwo(rules: readonly { readonly name: string }[]): string | undefined {
  const names = new Set<string>()
  return rules.find(({ name }) => names.size === names.add(name).size)?.name
}

/** The budgets that the config asks for: its own, and those of keys. */
export function budgetRules({
  budgets = [],
  keys = [],
}: Pick<Settings, 'budgets' | 'keys'>): readonly BudgetRule[] {
  return [
    ...budgets.map(budgetRuleOf),
    ...keys.flatMap(({ name, budgets: own }) => ownBudgetRules(`key-${name}`, 'key', name, own)),
  ]
}

export function budgetRuleOf({ usd, ...rest }: BudgetSetting): BudgetRule {
  return { ...rest, nanoUsd: nanoUsd(usd) }
}

/** The budgets of one key or team. */
export function ownBudgetRules(
  name: string,
  by: 'key' | 'team',
  of: string,
  own: readonly KeyBudget[] = [],
): readonly BudgetRule[] {
  return own.map(({ usd, ...rest }) => ({
    ...rest,
    name: `${name}-${rest.per}`,
    by,
    only: [of],
    nanoUsd: nanoUsd(usd),
  }))
}

export function nanoUsd(usd: BudgetSetting['usd']): bigint {
  // Rows of earlier versions may have more, which is written with an exponent.
  const text = typeof usd === 'number' ? Math.min(usd, 1e12).toFixed(9) : usd
  const [whole = '0', fraction = ''] = text.split('.')
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))
}
