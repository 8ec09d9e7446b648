import type { PartHead } from '@lucid-gateway/core'
import { ensureSame } from '../conformance/check.ts'
import { essence } from '../conformance/same-answer.ts'
import { type Subject, waysOf, withTrial } from '../conformance/subject.ts'
import { scenario } from './scenario.ts'

/** Where a plugin offers both forms, they say the same. */
export const unaryEqualsStream = scenario({
  name: 'unary equals stream',
  pointless: ({ samples }: Subject) =>
    samples.some(({ capability: { collect, modes } }) => collect && modes.includes('unary'))
      ? undefined
      : 'none of its capabilities has both forms',
  run: subject =>
    withTrial(subject, async trial => {
      for (const sample of subject.samples) {
        const { capability } = sample
        const ways = waysOf(subject, trial, [sample])
        const unary = ways.find(({ form }) => form === 'generate')
        const stream = ways.find(({ form }) => form === 'stream')
        if (!unary || !stream || !capability.collect) continue
        const { result } = await unary.run()
        const { parts = [] } = await stream.run()
        ensureSame(
          essence(capability.collect(parts as readonly PartHead[])),
          essence(result),
          `${stream.name}: its parts, collected, are not what generate gives.`,
        )
      }
    }),
})
