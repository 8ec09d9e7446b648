import { inspect } from 'node:util'
import { LucidError } from '@lucid-gateway/core'
import { ensure } from '../conformance/check.ts'
import { firstSamples, type Subject, type Way, waysOf, withFault, withTrial } from '../conformance/subject.ts'
import type { VendorFault } from '../conformance/vendor-fault.ts'
import { json } from '../scripted-server/reply.ts'
import { scenario } from './scenario.ts'

/** A credential is never seen again: not in an answer, an error or a log, even where the vendor repeats it. */
export const canary = scenario({
  name: 'no credential is shown',
  pointless: ({ credentials }: Subject) =>
    Object.keys(credentials).length > 0 ? undefined : 'it has no credentials',
  run: subject =>
    withTrial(subject, async trial => {
      for (const way of waysOf(subject, trial, firstSamples(subject))) {
        for (const fault of [undefined, ...faultsFor(subject)]) await look(subject, way, fault)
      }
      for (const { message, facts } of trial.lines) {
        hide(subject, 'A log line', `${message} ${inspect(facts, { depth: 6 })}`)
      }
    }),
})

async function look(subject: Subject, way: Way, fault: VendorFault | undefined): Promise<void> {
  const { vendor } = subject
  const attempt = way.attempt()
  const seen = (vendor && fault ? withFault(vendor, fault, () => way.run(attempt)) : way.run(attempt)).then(
    answer => `${JSON.stringify(answer)} ${JSON.stringify(attempt.warnings)}`,
    (thrown: unknown) => shown(thrown),
  )
  hide(subject, `The answer or error of ${way.name}`, await seen)
}

/** What readers see of an error. Its cause is for the gateway's own, redacted, log. */
function shown(thrown: unknown): string {
  if (LucidError.is(thrown)) return `${thrown.message} ${JSON.stringify(thrown)}`
  return inspect(thrown)
}

/** A vendor that repeats what it was sent. */
function faultsFor({ vendor, vendorError }: Subject): readonly VendorFault[] {
  if (!vendor) return []
  return [401, 400, 500].map(status => ({
    kind: 'answer',
    answer: ({ headers, path }) =>
      json(vendorError(`Refused: ${path} ${Object.values(headers).join(' ')}`), { status }),
  }))
}

function hide({ credentials }: Subject, where: string, text: string): void {
  const shown = Object.entries(credentials).find(([, value]) => text.includes(value))
  ensure(
    !shown,
    () =>
      `${where} shows the credential "${shown?.[0]}". What the vendor says is cleaned by attempt.http's json, sse and ndjson; elsewhere hideSecrets of @lucid-gateway/provider-kit does it.`,
  )
}
