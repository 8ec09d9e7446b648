import { ensureSame } from '../conformance/check.ts'
import { essence } from '../conformance/same-answer.ts'
import { firstSamples, type Way, waysOf, withTrial } from '../conformance/subject.ts'
import { scenario } from './scenario.ts'

const calls = 8

/** Calls at the same time get what each would have got alone. */
export const concurrency = scenario({
  name: 'calls at the same time',
  run: subject =>
    withTrial(subject, async trial => {
      for (const way of waysOf(subject, trial, firstSamples(subject))) {
        const alone = await answer(way)
        const together = await Promise.all(Array.from({ length: calls }, () => answer(way)))
        for (const each of together) {
          ensureSame(each, alone, `${way.name}: a call gets something else when others run beside it.`)
        }
      }
    }),
})

/** A stream counts as what it adds up to, where that can be told: how it was cut up is nobody's business. */
async function answer({ run, sample }: Way): Promise<unknown> {
  const { result, parts = [] } = await run()
  return essence(result ?? sample.capability.collect?.(parts) ?? parts)
}
