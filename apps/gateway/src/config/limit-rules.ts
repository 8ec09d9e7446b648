import type { BudgetRule, LimitMeasure, LimitRule } from '@lucid-gateway/runtime'
import type { Settings } from './config.ts'

type LimitSetting = NonNullable<Settings['limits']['rules']>[number]
type Measures = Omit<LimitSetting, 'name' | 'by' | 'only' | 'capabilities'>
type BudgetSetting = NonNullable<Settings['budgets']>[number]

const perMs = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
const measures: readonly LimitMeasure[] = ['requests', 'tokens', 'images', 'concurrency']

/** The limits that the config asks for: its own, those of keys, and that of pictures for each end user. */
export function limitRules({ limits, keys = [] }: Pick<Settings, 'limits' | 'keys'>): readonly LimitRule[] {
  return [
    ...(limits.imagesPerHour === false ? [] : [picturesPerUser(limits.imagesPerHour)]),
    ...(limits.rules ?? []).flatMap(({ name, by, only, capabilities, ...measured }) =>
      rulesOf(name, measured).map(rule => ({
        ...rule,
        by,
        ...(only ? { only } : {}),
        ...(capabilities ? { capabilities } : {}),
      })),
    ),
    ...keys.flatMap(({ name, limits: own }) =>
      own ? rulesOf(`key-${name}`, own).map(rule => ({ ...rule, by: 'key' as const, only: [name] })) : [],
    ),
  ]
}

function picturesPerUser(amount: number): LimitRule {
  return { name: 'images-per-user', by: 'subject', measure: 'images', amount, perMs: perMs.hour }
}

/** One for each measure; named by it where there are several. */
function rulesOf(name: string, setting: Measures): readonly Omit<LimitRule, 'by'>[] {
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

/** The budgets that the config asks for: its own, and those of keys. */
export function budgetRules({
  budgets = [],
  keys = [],
}: Pick<Settings, 'budgets' | 'keys'>): readonly BudgetRule[] {
  return [
    ...budgets.map(({ usd, ...rest }) => ({ ...rest, nanoUsd: nanoUsd(usd) })),
    ...keys.flatMap(({ name, budgets: own = [] }) =>
      own.map(({ usd, ...rest }) => ({
        ...rest,
        name: `key-${name}-${rest.per}`,
        by: 'key' as const,
        only: [name],
        nanoUsd: nanoUsd(usd),
      })),
    ),
  ]
}

function nanoUsd(usd: BudgetSetting['usd']): bigint {
  const [whole = '0', fraction = ''] = (typeof usd === 'number' ? usd.toFixed(9) : usd).split('.')
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))
}
