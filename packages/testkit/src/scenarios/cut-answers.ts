import { failureOf } from '../conformance/failure.ts'
import { firstSamples, waysOf, withFault, withTrial } from '../conformance/subject.ts'
import { needsVendor, scenario } from './scenario.ts'

/** Half an answer is an error, never a short answer. */
export const cutAnswers = scenario({
  name: 'cut answers',
  pointless: needsVendor,
  run: subject =>
    withTrial(subject, async trial => {
      const { vendor } = subject
      for (const way of vendor ? waysOf(subject, trial, firstSamples(subject)) : []) {
        for (const ending of ['cut', 'end'] as const) {
          const what = ending === 'cut' ? 'a connection that breaks' : 'an answer that ends early'
          await withFault(vendor as NonNullable<typeof vendor>, { kind: 'half', ending }, () =>
            failureOf(`${way.name} on ${what}`, way.run()),
          )
        }
      }
    }),
})
