import {
  inputMeters,
  type JsonValue,
  type ModelCard,
  outputMeters,
  type PartHead,
  totalOf,
  type Usage,
} from '@lucid-gateway/core'
import { ensure } from '../conformance/check.ts'
import { firstSamples, type Way, waysOf, withTrial, type Yield } from '../conformance/subject.ts'
import { scenario } from './scenario.ts'

/** What is billed is what was used: each token on one meter, and nothing made up. */
export const usage = scenario({
  name: 'usage',
  run: subject =>
    withTrial(subject, async trial => {
      const plain = firstSamples(subject)
      for (const way of waysOf(subject, trial)) {
        const used = usageOf(await way.run())
        ensure(used?.meters, `${way.name}: it has no usage; say noUsage where nothing is known.`)
        checkMeters(way.name, used, way.sample.capability.meters)
        checkTotal(way.name, used)
        checkNotNothing(way.name, used)
        if (plain.includes(way.sample)) checkPrices(way, used, subject.plugin.models)
      }
    }),
})

function usageOf({ result, parts }: Yield): Usage | undefined {
  if (result) return result.usage
  const last = parts?.findLast(part => part.type === 'usage') as (PartHead & { usage: Usage }) | undefined
  return last?.usage
}

function checkMeters(of: string, { meters }: Usage, declared: readonly string[]): void {
  for (const [meter, reading] of Object.entries(meters)) {
    ensure(
      declared.includes(meter),
      `${of}: it moves the meter "${meter}"; the capability has ${declared.join(', ')}.`,
    )
    ensure(
      reading && ['known', 'estimated', 'unknown'].includes(reading.certainty),
      `${of}: the reading of ${meter} does not say how certain it is.`,
    )
    if (reading.certainty === 'unknown') continue
    ensure(
      Number.isFinite(reading.quantity) && reading.quantity >= 0,
      `${of}: ${meter} is ${reading.quantity}; a quantity is a number from 0 on, or unknown.`,
    )
  }
}

/** What the vendor does not tell is unknown: a 0 that was made up is a call for which nobody pays. */
function checkNotNothing(of: string, { meters }: Usage): void {
  const readings = Object.values(meters)
  ensure(
    readings.length === 0 || readings.some(reading => reading?.certainty === 'unknown' || reading?.quantity),
    `${of}: by its usage nothing was used. What the vendor does not tell is { certainty: 'unknown' }, never 0.`,
  )
}

/** One meter without a price makes the cost of all of it unknown; what is asked first must have one. */
function checkPrices({ name, sample }: Way, { meters }: Usage, models: readonly ModelCard[]): void {
  const prices = models.find(({ id }) => id === sample.model)?.prices ?? []
  const free = Object.entries(meters).find(
    ([meter, reading]) =>
      reading?.certainty !== 'unknown' && reading?.quantity && !prices.some(price => price.meter === meter),
  )
  ensure(
    prices.length === 0 || free === undefined,
    `${name}: it moves the meter "${free?.[0]}", for which the card of ${sample.model} has no price, so nobody knows what the answer costs. Give it one (0n where it is free), or the card none at all.`,
  )
}

/** Tokens that are on two meters are billed twice: their sum is then more than the total that the vendor tells. */
function checkTotal(of: string, used: Usage): void {
  const total = largestTotal(used.raw)
  const sum = totalOf(used, [...inputMeters, ...outputMeters])
  if (total === undefined || sum === undefined || sum.certainty === 'unknown') return
  ensure(
    sum.quantity <= total,
    `${of}: the meters add up to ${sum.quantity} tokens, the vendor's total is ${total}. Meters must not overlap.`,
  )
}

function largestTotal(raw: JsonValue | undefined): number | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined
  const totals = Object.entries(raw).flatMap(([name, value]) =>
    /total/i.test(name) && typeof value === 'number' ? [value] : [],
  )
  return totals.length > 0 ? Math.max(...totals) : undefined
}
