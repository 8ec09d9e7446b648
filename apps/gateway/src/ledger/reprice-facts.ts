import { usdText } from '../calls/cost.ts'
import type { RepricePlan } from './reprice.ts'

/** What a plan comes to, as answers and the command line tell it. */
export interface RepriceFacts {
  readonly dry_run: boolean
  readonly examined: number
  readonly repriced: number
  readonly were_unknown: number
  readonly were_wrong: number
  /** Attempts whose cost stays unknown, since what they used is not known. */
  readonly usage_unknown: number
  /** The same for want of a price, by `account/model`. */
  readonly price_unknown: Readonly<Record<string, number>>
  readonly cost_before_usd: string
  readonly cost_after_usd: string
  readonly models: readonly RepricedModel[]
  readonly next: string | null
}

interface RepricedModel {
  readonly model: string
  readonly repriced: number
  readonly cost_before_usd: string
  readonly cost_after_usd: string
}

export function repriceFacts(plan: RepricePlan, isDry: boolean): RepriceFacts {
  const { examined, changes, usageUnknown, priceUnknown, next } = plan
  const unknown = changes.filter(({ before }) => before === undefined).length
  const byModel = Map.groupBy(changes, ({ attempt }) => `${attempt.account}/${attempt.model}`)
  return {
    dry_run: isDry,
    examined,
    repriced: changes.length,
    were_unknown: unknown,
    were_wrong: changes.length - unknown,
    usage_unknown: usageUnknown,
    price_unknown: Object.fromEntries(priceUnknown),
    ...sums(changes),
    models: [...byModel].map(([model, some]) => ({ model, repriced: some.length, ...sums(some) })),
    next: next ?? null,
  }
}

function sums(changes: RepricePlan['changes']): Pick<RepricedModel, 'cost_before_usd' | 'cost_after_usd'> {
  let [before, after] = [0n, 0n]
  for (const change of changes) {
    before += change.before ?? 0n
    after += change.after
  }
  return { cost_before_usd: usdText(before.toString()), cost_after_usd: usdText(after.toString()) }
}
