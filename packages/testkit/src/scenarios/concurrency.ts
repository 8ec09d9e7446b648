import { ensureSame } from '../conformance/check.ts'
import { answerOf } from '../conformance/same-answer.ts'
import { firstSamples, waysOf, withTrial } from '../conformance/subject.ts'
import { scenario } from './scenario.ts'

const calls = 8

/** Calls at the same time get what each would have got alone. */
export const concurrency = scenario({
  name: 'calls at the same time',
  run: subject =>
    withTrial(subject, async trial => {
      for (const way of waysOf(subject, trial, firstSamples(subject))) {
        const alone = await answerOf(way)
        const together = await Promise.all(Array.from({ length: calls }, () => answerOf(way)))
        for (const each of together) {
          ensureSame(each, alone, `${way.name}: a call gets something else when others run beside it.`)
        }
      }
    }),
})
