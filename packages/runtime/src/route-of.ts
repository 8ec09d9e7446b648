import type { Capability, Offer, Relay } from '@lucid-gateway/core'
import { relayFor } from '@lucid-gateway/core/engine'
import { boundTargets, speaksOnly } from './binding.ts'
import type { Onions } from './generation.ts'
import type { Target } from './runtime.ts'
import type { CallUnderway } from './underway.ts'

/** What of a call decides where it goes. */
export type Routed<C extends Capability> = Pick<
  CallUnderway<C>,
  'capability' | 'generation' | 'input' | 'relayable'
>

/** The targets that may serve a call, in the order in which they are to be tried. */
export function routeOf<C extends Capability>(call: Routed<C>, onions: Onions): readonly Target[] {
  const { capability, generation, input } = call
  const { accounts, rests, router } = generation
  const { bound } = input
  if (!bound) return rests.behind(router.resolve(capability, input.target, input.channel), accounts)
  const targets = boundTargets(generation, input, target => {
    const offer = generation.registry.offer(target.account, capability as Capability) as Offer
    return relayOf(call, onions, target, offer) !== undefined || speaksOnly(offer, target.model, bound.wire)
  })
  return rests.behind(targets, accounts)
}

/** The way by the caller's own bytes, where the provider takes them and no layer needs to read them. */
export function relayOf<C extends Capability>(
  { input: { raw }, relayable }: Routed<C>,
  { needsContent }: Onions,
  { model }: Target,
  offer: Offer,
): Relay | undefined {
  return raw && relayable && !needsContent ? relayFor(offer, model, raw.wire, raw.body) : undefined
}
