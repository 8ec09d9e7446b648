import { LucidError, type Plugin } from '@lucid-gateway/core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type Scenario, type ScenarioName, scenarios } from '../scenarios/index.ts'
import type { ProviderSuite } from './options.ts'
import { openSubject, type Subject } from './subject.ts'

/** Test runners show an error's message alone, and its hint is what its reader needs. */
function withHint(thrown: unknown): never {
  if (!LucidError.is(thrown) || thrown.hint === undefined) throw thrown
  throw new Error(`${thrown.code}: ${thrown.message} ${thrown.hint}`, { cause: thrown })
}

/** Scenarios have times of their own, and say what did not happen in them. */
const patienceMs = 60_000

/** The conformance suite of a provider plugin: what a gateway, and everybody who calls it, relies on. */
export function testProvider<P extends Plugin>(suite: ProviderSuite<P>): void {
  describe(`conformance of ${suite.plugin.id}`, () => {
    let subject: Subject
    beforeAll(async () => {
      subject = await openSubject(suite as unknown as ProviderSuite)
    })
    afterAll(() => subject?.close())

    for (const scenario of scenarios as readonly Scenario<ScenarioName>[]) {
      it(scenario.name, { timeout: patienceMs }, async ({ skip }) => {
        const reason = suite.skip?.[scenario.name] ?? (await scenario.pointless?.(subject))
        if (reason !== undefined) skip(reason)
        await scenario.run(subject).catch(withHint)
      })
    }
    suite.additionalTests?.(() => subject)
  })
}
