import {
  inputMeters,
  type JsonValue,
  outputMeters,
  type PartHead,
  totalOf,
  type Usage,
} from '@lucid-gateway/core'
import { ensure } from '../conformance/check.ts'
import { waysOf, withTrial, type Yield } from '../conformance/subject.ts'
import { scenario } from './scenario.ts'

/** What is billed is what was used: each token on one meter, and nothing made up. */
export const usage = scenario({
  name: 'usage',
  run: subject =>
    withTrial(subject, async trial => {
      for (const way of waysOf(subject, trial)) {
        const used = usageOf(await way.run())
        ensure(used?.meters, `${way.name}: it has no usage; say noUsage where nothing is known.`)
        checkMeters(way.name, used, way.sample.capability.meters)
        checkTotal(way.name, used)
        checkNotNothing(way.name, used)
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
