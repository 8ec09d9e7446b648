import { LucidError, type Offer, type WireId } from '@lucid-gateway/core'
import { relaysFor } from '@lucid-gateway/core/engine'
import type { Generation } from './generation.ts'
import type { Binding, CallInput, Target } from './runtime.ts'

type Bound = Pick<CallInput, 'capability' | 'target' | 'channel' | 'bound'>

/**
 * Those of a name's targets that may serve a call which is bound; never empty. `keepsForm` tells whether a target would
 * be told what the request refers to.
 */
export function boundTargets(
  generation: Pick<Generation, 'router' | 'accounts'>,
  { capability, target: asked, channel, bound }: Bound,
  keepsForm: (target: Target) => boolean,
): readonly Target[] {
  const { router } = generation
  const targets = router.resolve(capability, asked, channel)
  if (!bound) return targets
  const able = targets.filter(keepsForm)
  const known = bound.account
  if (bound.by === 'form' && able.length > 0) return able
  if (known !== undefined && bound.by !== 'form') {
    const there = able.filter(({ account }) => account === known)
    if (there.length > 0) return there
    const translated = bound.by === 'sealed' ? targets.filter(target => !able.includes(target)) : []
    if (translated.length > 0) return translated
    const lost = targets.filter(({ account }) => account === known)
    if (lost.length > 0) throw lostInTranslation(bound, lost)
    throw keptElsewhere(bound, known, generation.accounts.has(known))
  }
  if (able.length === 0) {
    if (bound.by === 'sealed') return targets
    throw lostInTranslation(bound, targets)
  }
  const accounts = [...new Set(able.map(({ account }) => account))].toSorted()
  if (accounts.length > 1 && router.plan(capability, asked, channel).byWeight) throw inDoubt(bound, accounts)
  const [first] = (bound.by === 'sealed' ? targets : able) as readonly [Target]
  return targets.filter(target => target.account === first.account)
}

/** Whether an offer has no other wire for a model, so that what is translated is said on it too. */
export function speaksOnly(offer: Pick<Offer, 'relay'>, model: string, wire: WireId | undefined): boolean {
  const relays = relaysFor(offer, model)
  return relays.length > 0 && relays.every(relay => relay.wire === wire)
}

function keptElsewhere({ param }: Binding, account: string, isThere: boolean): LucidError {
  return new LucidError(
    'invalid_request',
    isThere
      ? `"${param}" refers to what is kept for the account "${account}", which does not serve this model.`
      : `"${param}" refers to what is kept for the account "${account}", which is not in use any more.`,
    {
      param,
      reason: 'kept_elsewhere',
      hint: isThere
        ? `Ask for a model of that account, such as ${account}/<model>, or send the whole input.`
        : 'Send the whole input, or have the operator enable that account.',
      details: { account },
    },
  )
}

function lostInTranslation({ param }: Binding, targets: readonly Target[]): LucidError {
  const names = targets.map(({ account, model }) => `${account}/${model}`)
  return new LucidError(
    'invalid_request',
    `"${param}" would be lost: ${names.join(', ')} is reached by translation.`,
    {
      param,
      reason: 'lost_in_translation',
      hint: 'Leave it out, or ask for a model of the vendor that knows it.',
      details: { targets: names },
    },
  )
}

function inDoubt({ param }: Binding, accounts: readonly string[]): LucidError {
  return new LucidError(
    'invalid_request',
    `It is not known which account "${param}" belongs to, and several serve this model.`,
    {
      param,
      reason: 'account_in_doubt',
      hint: `Name the account with the model: ${accounts.map(name => `${name}/<model>`).join(' or ')}.`,
      details: { accounts: [...accounts] },
    },
  )
}
