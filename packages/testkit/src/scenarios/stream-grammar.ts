import type { PartHead } from '@lucid-gateway/core'
import { ensure } from '../conformance/check.ts'
import { waysOf, withTrial } from '../conformance/subject.ts'
import { Grammar } from '../conformance/grammar.ts'
import { needsStream, scenario } from './scenario.ts'

/** Parts come in an order that every reader can rely on. */
export const streamGrammar = scenario({
  name: 'stream grammar',
  pointless: needsStream,
  run: subject =>
    withTrial(subject, async trial => {
      for (const way of waysOf(subject, trial).filter(({ form }) => form === 'stream')) {
        const parts = (await way.run()).parts ?? []
        const { capability } = way.sample
        const grammar = new Grammar(way.name, hasFinish(capability.collect?.([])))
        for (const part of parts) grammar.read(part)
        grammar.end()
        ensure(
          parts.some(part => capability.commits(part as PartHead)),
          `${way.name}: no part bears content, so the stream never begins for its reader.`,
        )
      }
    }),
})

/** A result that says why the model stopped needs a stream that says so. */
function hasFinish(empty: object | undefined): boolean {
  return empty !== undefined && 'finish' in empty
}
