import { ensure } from '../conformance/check.ts'
import { firstSamples, waysOf, withTrial } from '../conformance/subject.ts'
import { needsVendor, scenario } from './scenario.ts'

/** The vendor is asked for the model that the attempt names, known to the plugin or not. */
export const attemptModel = scenario({
  name: 'model of each attempt',
  pointless: needsVendor,
  run: subject =>
    withTrial(subject, async trial => {
      const exchanges = subject.vendor?.exchanges ?? []
      for (const way of waysOf(subject, trial, firstSamples(subject))) {
        const model = `${way.sample.model}-other`
        const before = exchanges.length
        await way.run({ ...way.attempt(), model }).catch(() => {})
        const asked = exchanges.slice(before)
        ensure(
          asked.length === 0 ||
            asked.some(({ request: { path, body } }) =>
              `${decodeURIComponent(path)} ${Buffer.from(body).toString()}`.includes(model),
            ),
          `${way.name}: an attempt of the model "${model}" did not ask the vendor for it. Take the model from the attempt.`,
        )
      }
    }),
})
