import {
  type AttemptRecord,
  type AttemptRow,
  type Ledger,
  noUsage,
  type Price,
  type PricedMeter,
  type RepricingRow,
  spentOn,
} from '@lucid-gateway/core'
import { costOf } from '@lucid-gateway/core/engine'
import { numberOf, type Repriced } from './repriced.ts'

export interface RepriceParts {
  readonly ledger: Ledger
  readonly repriced: Repriced
  /** The prices of an attempt's model as they are known now. */
  pricesOf(attempt: AttemptRecord): readonly Price[] | undefined
  now(): number
}

/** Of which attempts, where some are meant: all that is said must hold. */
export interface RepriceWish {
  readonly from?: number
  readonly to?: number
  readonly account?: string
  readonly model?: string
  /** Those alone whose cost is not known, or those alone whose cost is wrong. */
  readonly only?: 'unknown' | 'wrong'
  /** `next` of the plan before. */
  readonly after?: string
}

/** What would be put down, of some of the attempts that are meant. */
export interface RepricePlan {
  readonly examined: number
  readonly changes: readonly Change[]
  /** Attempts whose cost stays unknown: what they used is not known. */
  readonly usageUnknown: number
  /** The same for want of a price, by account and model. */
  readonly priceUnknown: ReadonlyMap<string, number>
  /** Re-pricings that the ledger may lack, since a process died while it put them down. */
  readonly earlier: readonly RepricingRow[]
  /** Where the next plan begins; absent at the end. */
  readonly next?: string
}

interface Change {
  readonly row: RepricingRow
  readonly attempt: AttemptRecord
  /** Undefined where it was not known. */
  readonly before: bigint | undefined
  readonly after: bigint
}

/** Attempts that one plan looks at, and how many at a time. */
const mostExamined = 5000
const pageSize = 500

/** Looks at attempts, the latest first, and changes nothing. */
export async function planRepricing(parts: RepriceParts, wish: RepriceWish): Promise<RepricePlan> {
  const { only, after, ...filter } = wish
  const changes: Change[] = []
  const earlier: RepricingRow[] = []
  const priceUnknown = new Map<string, number>()
  let [examined, usageUnknown] = [0, 0]
  let next = after
  do {
    const page = await parts.ledger.attempts({
      ...filter,
      limit: pageSize,
      ...(next === undefined ? {} : { after: next }),
    })
    const known = await parts.repriced.of(page.rows.map(({ record }) => record.callId))
    for (const { record } of page.rows) {
      const former = known.get(record.callId)?.get(record.id)
      if (former) earlier.push(former)
      const verdict = judge(record, former, parts)
      if (verdict === 'usage-unknown') usageUnknown++
      else if (verdict === 'price-unknown') {
        const model = `${record.account}/${record.model}`
        priceUnknown.set(model, (priceUnknown.get(model) ?? 0) + 1)
      } else if (verdict && (only === undefined || (only === 'unknown') === (verdict.before === undefined)))
        changes.push(verdict)
    }
    examined += page.rows.length
    next = page.next
  } while (next !== undefined && examined < mostExamined)
  return { examined, changes, usageUnknown, priceUnknown, earlier, ...(next === undefined ? {} : { next }) }
}

/** Puts down what was planned. */
export async function applyRepricing(
  { ledger, repriced }: Pick<RepriceParts, 'ledger' | 'repriced'>,
  { changes, earlier }: RepricePlan,
): Promise<void> {
  const byCall = Map.groupBy(changes, ({ attempt }) => attempt.callId)
  await addAll(ledger, earlier)
  for (const [callId, some] of byCall)
    await repriced.keep(
      callId,
      some.map(({ row }) => row),
    )
  await addAll(
    ledger,
    changes.map(({ row }) => row),
  )
}

async function addAll(ledger: Ledger, rows: readonly RepricingRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += pageSize) await ledger.add(rows.slice(at, at + pageSize))
}

type Verdict = Change | 'usage-unknown' | 'price-unknown' | undefined

function judge(record: AttemptRecord, former: RepricingRow | undefined, parts: RepriceParts): Verdict {
  const before = former ? BigInt(former.costNanoUsd) : spentOn(record)
  const usage = record.usage ?? noUsage
  const prices = parts.pricesOf(record)
  const after = costOf(usage, prices)
  if (after === undefined) {
    if (before !== undefined) return undefined
    return isUnknown(usage) ? 'usage-unknown' : 'price-unknown'
  }
  const priced = pricedMeters(usage, prices ?? [])
  if (before === after || (before !== undefined && !heldThen(priced, record.startedAt))) return undefined
  // One that was surely not billed has no cost that could be wrong.
  if (before !== undefined && !former && record.costNanoUsd === undefined) return undefined
  const row: RepricingRow = {
    kind: 'repricing',
    id: `${record.id}.r${former ? numberOf(former) + 1 : 1}`,
    attemptId: record.id,
    at: Math.max(parts.now(), former?.at ?? 0),
    prices: priced,
    costNanoUsd: after.toString(),
    reason: before === undefined ? 'its price was not known' : 'its price was wrong',
  }
  return { row, attempt: record, before, after }
}

function isUnknown({ meters }: NonNullable<AttemptRow['record']['usage']>): boolean {
  const readings = Object.values(meters)
  return readings.length === 0 || readings.some(reading => reading?.certainty === 'unknown')
}

function pricedMeters(
  { meters }: NonNullable<AttemptRecord['usage']>,
  prices: readonly Price[],
): readonly PricedMeter[] {
  return Object.keys(meters).flatMap(meter => {
    const found = prices.find(price => price.meter === meter)
    if (!found) return []
    const { nanoUsd, ...price } = found
    return [{ ...price, nanoUsd: nanoUsd.toString() }]
  })
}

/** Whether these prices are said to have been asked by then: of what has no day nothing is said of the past. */
function heldThen(prices: readonly PricedMeter[], at: number): boolean {
  const day = new Date(at).toISOString().slice(0, 10)
  return prices.length > 0 && prices.every(({ asOf }) => asOf !== undefined && asOf <= day)
}
