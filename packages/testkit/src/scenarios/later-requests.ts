import { ensure } from '../conformance/check.ts'
import { failureOf } from '../conformance/failure.ts'
import { firstSamples, waysOf, withFault, withTrial } from '../conformance/subject.ts'
import { json, reply } from '../scripted-server/reply.ts'
import { needsVendor, scenario } from './scenario.ts'

/** What takes several requests, such as a job and what it made, fails if the last of them does. */
export const laterRequests = scenario({
  name: 'errors of later requests',
  pointless: needsVendor,
  run: subject =>
    withTrial(subject, async trial => {
      const { vendor, vendorError } = subject
      for (const way of vendor ? waysOf(subject, trial, firstSamples(subject)) : []) {
        // The first time something may be asked that is then kept.
        await way.run()
        const before = vendor?.exchanges.length ?? 0
        await way.run()
        const behind = (vendor?.exchanges.length ?? 0) - before - 1
        if (!vendor || behind < 1) continue
        const troubles = {
          'status 500': json(vendorError('The stand-in was told to fail.'), { status: 500 }),
          'a page with status 403': reply('<html>Expired</html>', { status: 403 }),
        }
        for (const [name, answer] of Object.entries(troubles)) {
          const what = `${way.name} on ${name} for the last of its ${behind + 1} requests`
          const error = await withFault(vendor, { kind: 'answer', answer: () => answer, behind }, () =>
            failureOf(what, way.run()),
          )
          ensure(
            error.origin !== 'caller',
            `${what}: its origin is "caller", but nothing was wrong with what was asked.`,
          )
        }
      }
    }),
})
