import type { Capability } from '../capabilities/capability.ts'
import type { WireId } from '../content/extra.ts'
import type { Offer } from '../provider/offer.ts'
import type { Relay, RelayBody } from '../provider/relay.ts'

/** The relays that an offer has for a model, in the author's order. */
export function relaysFor<C extends Capability, Credentials>(
  offer: Pick<Offer<C, Credentials>, 'relay'>,
  model: string,
): readonly Relay<C, Credentials>[] {
  const { relay = [] } = offer
  const all = isList(relay) ? relay : [relay]
  return all.filter(one => one.speaks?.(model) ?? true)
}

/** The relay by which a caller of this wire, with this body, reaches a model without translation. */
export function relayFor<C extends Capability, Credentials>(
  offer: Pick<Offer<C, Credentials>, 'relay'>,
  model: string,
  wire: WireId,
  body?: RelayBody,
): Relay<C, Credentials> | undefined {
  const { relay } = offer
  if (relay === undefined) return undefined
  if (isList(relay)) return relay.find(one => serves(one, model, wire, body))
  return serves(relay, model, wire, body) ? relay : undefined
}

function serves(
  relay: Pick<Relay, 'wire' | 'alsoTakes' | 'speaks' | 'takes'>,
  model: string,
  wire: WireId,
  body: RelayBody | undefined,
): boolean {
  if (relay.wire !== wire && !relay.alsoTakes?.includes(wire)) return false
  if (relay.speaks?.(model) === false) return false
  return body === undefined || (relay.takes?.(body, model) ?? true)
}

/** `Array.isArray` does not narrow a readonly list. */
function isList<T extends object>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value)
}
