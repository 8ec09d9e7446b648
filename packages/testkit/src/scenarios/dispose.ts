import { ensure } from '../conformance/check.ts'
import { watchLeftovers } from '../conformance/leftovers.ts'
import { firstSamples, type Subject, waysOf } from '../conformance/subject.ts'
import type { Surroundings } from '../conformance/surroundings.ts'
import type { Trial } from '../conformance/trial.ts'
import { scenario } from './scenario.ts'

/** A reload sets a plugin up anew beside the old one, and then disposes of the old one: neither may feel it. */
export const dispose = scenario({
  name: 'setup and dispose',
  async run(subject) {
    const surroundings: Surroundings = { plugin: subject.plugin.id, strayed: [] }
    const watch = watchLeftovers(surroundings)
    try {
      const old = await subject.start(surroundings)
      const next = await subject.start()
      await useAll(subject, old)
      await old.dispose()
      const failed = old.lines.find(({ level }) => level === 'error')
      ensure(!failed, () => `Disposing failed: ${JSON.stringify(failed?.facts)}`)
      const left = await watch.left()
      ensure(
        left.length === 0,
        `After dispose ${left.join(', ')} of the plugin is still there. End it in onDispose.`,
      )
      await useAll(subject, next)
      await next.dispose()
    } finally {
      watch.stop()
    }
  },
})

async function useAll(subject: Subject, trial: Trial): Promise<void> {
  for (const way of waysOf(subject, trial, firstSamples(subject))) await way.run()
}
