import type { RelayBody, Usage } from '@lucid-gateway/core'
import { relaysFor } from '@lucid-gateway/core/engine'
import { ensure, ensureSame, within } from '../conformance/check.ts'
import { essence } from '../conformance/same-answer.ts'
import { type Subject, type Way, waysOf, withTrial, type Yield } from '../conformance/subject.ts'
import type { Trial } from '../conformance/trial.ts'
import type { Exchange, VendorProxy } from '../conformance/vendor-proxy.ts'
import { needsVendor, scenario } from './scenario.ts'

const doneMs = 5000

/** The path without translation gives the vendor's own bytes, and the same account of them as the path with it. */
export const relay = scenario({
  name: 'relay',
  pointless: async subject => needsVendor(subject) ?? (await needsRelay(subject)),
  run: subject =>
    withTrial(subject, async trial => {
      const { vendor } = subject
      for (const way of vendor ? waysOf(subject, trial) : []) {
        await relayed(trial, way, vendor as VendorProxy)
      }
    }),
})

function needsRelay(subject: Subject): Promise<string | undefined> {
  return withTrial(subject, async trial =>
    subject.samples.some(sample => relaysFor(trial.offer(sample), sample.model).length > 0)
      ? undefined
      : 'it offers no relay',
  )
}

async function relayed(trial: Trial, way: Way, vendor: VendorProxy): Promise<void> {
  const { capability, model } = way.sample
  // Of several, the first is for the wire on which the plugin itself asks.
  const [offered] = relaysFor(trial.offer(way.sample), model)
  if (!offered) return
  const name = `${capability.id}.relay (${way.form})`
  const decoded = await way.run()
  const body = bodyOf(lastOf(vendor), way.form === 'stream')
  if (!body || offered.takes?.(body, model) === false) return
  const outcome = await trial.inside(() => offered.send(body, way.attempt()))
  if (outcome.kind === 'answer') {
    const bytes = outcome.bytes(offered.wire)
    ensure(bytes, `${name}: it has no bytes of its own wire, ${offered.wire}.`)
    ensureSame(textOf(bytes), textOf(lastOf(vendor).sent), `${name}: its bytes are not the vendor's.`)
    ensureSame(
      metersOf(outcome.usage),
      metersOf(usageOf(decoded)),
      `${name}: its usage differs from generate's.`,
    )
    ensureSame(
      essence(outcome.result),
      essence(decoded.result),
      `${name}: its result differs from generate's.`,
    )
    return
  }
  const chunks = outcome.bytes(offered.wire)
  ensure(chunks, `${name}: it has no bytes of its own wire, ${offered.wire}.`)
  const bytes = Buffer.concat(await trial.inside(() => Array.fromAsync(chunks)))
  const end = await within(doneMs, `The end of ${name}`, outcome.done)
  ensureSame(end.status, 'finished', `${name}: a good stream did not end well.`)
  ensureSame(textOf(bytes), textOf(lastOf(vendor).sent), `${name}: its bytes are not the vendor's.`)
  ensureSame(metersOf(end.usage), metersOf(usageOf(decoded)), `${name}: its usage differs from stream's.`)
}

/** What the plugin itself sent for the decoded call is a body of its wire; undefined where it was a form. */
function bodyOf({ request }: Exchange, stream: boolean): RelayBody | undefined {
  if (request.json === undefined) return undefined
  const fields = request.json as Readonly<Record<string, unknown>>
  return {
    stream,
    field: name => fields[name],
    patched: changes => Buffer.from(JSON.stringify({ ...fields, ...changes })),
  }
}

function lastOf({ exchanges }: VendorProxy): Exchange {
  const last = exchanges.at(-1)
  ensure(last, 'The relay did not ask the vendor.')
  return last
}

function usageOf({ result, parts }: Yield): Usage | undefined {
  if (result) return result.usage
  return (parts?.findLast(part => part.type === 'usage') as { usage?: Usage } | undefined)?.usage
}

function metersOf(usage: Usage | undefined): unknown {
  return essence(usage?.meters)
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString().trim()
}
