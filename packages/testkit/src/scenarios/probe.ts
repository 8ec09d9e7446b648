import type { ModelCard } from '@lucid-gateway/core'
import { ensure } from '../conformance/check.ts'
import { failureOf } from '../conformance/failure.ts'
import { type Subject, withFault, withTrial } from '../conformance/subject.ts'
import { json } from '../scripted-server/reply.ts'
import { needsVendor, scenario } from './scenario.ts'

/** What tells an operator that an account works must not say so where it does not. */
export const probe = scenario({
  name: 'probe and model list',
  pointless: async subject => needsVendor(subject) ?? (await needsEither(subject)),
  run: subject =>
    withTrial(subject, async trial => {
      const { plugin, vendor } = subject
      const { probe: ask, listModels } = trial.provision
      const attempt = () => trial.attempt({ model: '' })
      if (listModels) checkList(plugin.capabilities, await trial.inside(() => listModels(attempt())))
      if (!ask || !vendor) return
      await trial.inside(() => ask(attempt()))
      const refusal = json(subject.vendorError('Refused.'), { status: 401 })
      const error = await withFault(vendor, { kind: 'answer', answer: () => refusal }, () =>
        failureOf(
          'probe on status 401',
          trial.inside(() => ask(attempt())),
        ),
      )
      ensure(error.origin !== 'caller', 'probe on status 401: the account is at fault, and no caller.')
    }),
})

function needsEither(subject: Subject): Promise<string | undefined> {
  return withTrial(subject, async ({ provision }) =>
    provision.probe || provision.listModels ? undefined : 'it has neither',
  )
}

function checkList(declared: object, cards: readonly ModelCard[]): void {
  const ids = new Set(cards.map(({ id }) => id))
  ensure(ids.size === cards.length && !ids.has(''), 'listModels: each card has an id of its own.')
  for (const { id, capabilities } of cards) {
    const other = capabilities.find(capability => !Object.hasOwn(declared, capability))
    ensure(
      other === undefined,
      `listModels: "${id}" has the capability "${other}", which the plugin does not declare.`,
    )
  }
}
