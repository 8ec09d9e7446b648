import { setTimeout as sleep } from 'node:timers/promises'
import { ensure, within } from '../conformance/check.ts'
import { watchLeftovers } from '../conformance/leftovers.ts'
import { firstSamples, type Subject, type Way, waysOf, withFault, withTrial } from '../conformance/subject.ts'
import type { Trial } from '../conformance/trial.ts'
import type { VendorProxy } from '../conformance/vendor-proxy.ts'
import { scenario } from './scenario.ts'

/** How soon all must be over. */
const promptMs = 1000
/** How long to wait for the first content of an answer that is held up half-way. */
const beginMs = 500

/** Who goes away is let go: at once, and with nothing left behind. */
export const abort = scenario({
  name: 'abort',
  pointless: ({ vendor, samples }: Subject) =>
    vendor || samples.some(({ capability }) => capability.modes.includes('stream'))
      ? undefined
      : 'it has no stream, and no stand-in of the vendor was given (`server`)',
  run: subject =>
    withTrial(subject, async trial => {
      const watch = watchLeftovers(trial.surroundings)
      try {
        for (const way of waysOf(subject, trial, firstSamples(subject))) await abortOne(subject, trial, way)
        const left = await watch.left()
        ensure(left.length === 0, `After an abort ${left.join(', ')} of the plugin is still there.`)
      } finally {
        watch.stop()
      }
    }),
})

async function abortOne({ vendor }: Subject, trial: Trial, way: Way): Promise<void> {
  if (way.form === 'stream') {
    if (!vendor) await abortStream(trial, way)
    else await withFault(vendor, { kind: 'half', ending: 'hang' }, () => abortStream(trial, way, vendor))
  }
  if (vendor) await withFault(vendor, { kind: 'silence' }, () => abortBeforeHead(way, vendor))
}

async function abortStream(trial: Trial, way: Way, vendor?: VendorProxy): Promise<void> {
  const leaving = new AbortController()
  const began = Promise.withResolvers<void>()
  const over = read(trial, way, leaving.signal, began.resolve)
  await Promise.race([began.promise, over, sleep(beginMs)])
  leaving.abort(new DOMException('The caller went away.', 'AbortError'))
  await within(promptMs, `The end of ${way.name} after an abort`, over)
  await gone(vendor, way)
}

async function abortBeforeHead(way: Way, vendor: VendorProxy): Promise<void> {
  const leaving = new AbortController()
  const asked = vendor.exchanges.length
  const over = settled(way.run(way.attempt({ signal: leaving.signal })))
  for (let waited = 0; waited < beginMs && vendor.exchanges.length === asked; waited += 5) await sleep(5)
  leaving.abort(new DOMException('The caller went away.', 'AbortError'))
  await within(promptMs, `The end of ${way.name} after an abort before its head`, over)
  await gone(vendor, way)
}

/** Reads a stream to its end, however it ends, and tells of its first content. */
async function read(
  trial: Trial,
  { sample, attempt }: Way,
  signal: AbortSignal,
  began: () => void,
): Promise<void> {
  const reading = async (): Promise<void> => {
    for await (const part of trial.stream(sample, attempt({ signal }))) {
      if (sample.capability.commits(part)) began()
    }
  }
  await settled(reading())
}

function settled(promise: Promise<unknown>): Promise<void> {
  return promise.then(
    () => {},
    () => {},
  )
}

async function gone(vendor: VendorProxy | undefined, { name }: Way): Promise<void> {
  const exchange = vendor?.exchanges.at(-1)
  if (exchange)
    await within(promptMs, `The end of the vendor's request of ${name} after an abort`, exchange.ended)
}
