import { ensureSame, said } from '../conformance/check.ts'
import { answerOf } from '../conformance/same-answer.ts'
import { firstSamples, waysOf, withFault, withTrial } from '../conformance/subject.ts'
import { needsVendor, scenario } from './scenario.ts'

/** How a network cuts the bytes says nothing: not between events, and not between the bytes of a letter. */
export const anyPieces = scenario({
  name: 'bytes in any pieces',
  pointless: needsVendor,
  run: subject =>
    withTrial(subject, async trial => {
      const { vendor } = subject
      for (const way of vendor ? waysOf(subject, trial, firstSamples(subject)) : []) {
        const whole = await answerOf(way)
        const wrong = `${way.name} gives something else when the vendor's bytes come one by one. attempt.http's sse, ndjson and json put them together; what reads a body itself keeps the rest of a line, and of a letter, for the next piece.`
        const pieces = await withFault(vendor as NonNullable<typeof vendor>, { kind: 'pieces' }, () =>
          answerOf(way).catch((thrown: unknown) => said(thrown)),
        )
        ensureSame(pieces, whole, wrong)
      }
    }),
})
