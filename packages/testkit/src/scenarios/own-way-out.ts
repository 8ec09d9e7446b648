import { ensure } from '../conformance/check.ts'
import { waysOf, withTrial } from '../conformance/subject.ts'
import { scenario } from './scenario.ts'

/**
 * A plugin reaches its vendor by `attempt.http` alone: what goes round it has no guard, no deadline, no redaction and
 * no trace. Found out here, not prevented in a gateway: a plugin is trusted code.
 */
export const ownWayOut = scenario({
  name: 'only attempt.http',
  run: subject =>
    withTrial(subject, async trial => {
      const { strayed } = trial.surroundings
      ensure(strayed.length === 0, () => `Its setup used ${strayed.join(', ')}.`)
      for (const way of waysOf(subject, trial)) {
        await way.run().catch(() => {})
        ensure(
          strayed.length === 0,
          () => `${way.name} used ${strayed.join(', ')}. Use attempt.http; an SDK takes attempt.http.fetch.`,
        )
      }
    }),
})
