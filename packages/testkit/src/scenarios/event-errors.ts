import { ensure } from '../conformance/check.ts'
import { failureOf } from '../conformance/failure.ts'
import { firstSamples, type Way, waysOf, withFault, withTrial } from '../conformance/subject.ts'
import type { VendorProxy } from '../conformance/vendor-proxy.ts'
import { needsVendor, scenario } from './scenario.ts'

/** An error in the middle of a stream of events is the end of the answer, whatever comes behind it. */
export const eventErrors = scenario({
  name: 'errors in streams',
  pointless: needsVendor,
  run: subject =>
    withTrial(subject, async trial => {
      const { vendor, streamError } = subject
      for (const way of vendor ? waysOf(subject, trial, firstSamples(subject)) : []) {
        if (!vendor || !(await streamsEvents(way, vendor))) continue
        const event = streamError('The stand-in was told to fail.')
        const what = `${way.name} on the event ${JSON.stringify(event)} in the middle of its stream`
        const hint =
          "If your vendor's errors in streams look otherwise, say how: testProvider({ streamError })."
        const error = await withFault(vendor, { kind: 'event', event }, () =>
          failureOf(what, way.run(), hint),
        )
        ensure(
          error.origin !== 'caller',
          `${what}: its origin is "caller", but it is the vendor that failed (${error.code}). ${hint}`,
        )
      }
    }),
})

async function streamsEvents(way: Way, { exchanges }: VendorProxy): Promise<boolean> {
  const before = exchanges.length
  await way.run()
  return exchanges.length > before && exchanges.at(-1)?.events === true
}
