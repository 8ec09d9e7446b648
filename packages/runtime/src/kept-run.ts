import { type Capability, LucidError, type Offer, type Relay, type WireId } from '@lucid-gateway/core'
import type { Generation } from './generation.ts'
import type { KeptAnswer, KeptInput } from './runtime.ts'
import { VendorErrand } from './vendor-errand.ts'

/** A look at what a vendor keeps, on its way. */
export class KeptRun extends VendorErrand<KeptAnswer, KeptInput> {
  /** Asks the account's vendor, and reads its answer whole. */
  protected async work(): Promise<KeptAnswer> {
    const { capability, account: name, act, wire } = this.input
    const account = this.generation.accounts.get(name)
    const kept = keptBy(this.generation, capability, name, wire)
    if (!account || !kept) throw nothingKept(name)
    const asking = kept[act]
    if (!asking) throw notOffered(name, act)
    return this.ask(account, '', async attempt => {
      const answer = await asking.call(kept, this.input, attempt)
      return {
        account: name,
        provider: account.plugin.id,
        bytes: await answer.bytes(),
        contentType: answer.headers['content-type'] ?? 'application/octet-stream',
      }
    })
  }
}

export function keepers(generation: Generation, capability: Capability, wire: WireId): readonly string[] {
  return [...generation.accounts.keys()].filter(name => keptBy(generation, capability, name, wire))
}

function keptBy(
  { accounts, registry }: Generation,
  capability: Capability,
  account: string,
  wire: WireId,
): Relay['kept'] {
  if (accounts.get(account)?.missing.length !== 0) return undefined
  const offer = registry.offer(account, capability) as Offer | undefined
  const relays = [offer?.relay ?? []].flat() as readonly Relay[]
  return relays.find(relay => relay.wire === wire && relay.kept)?.kept
}

function nothingKept(account: string): LucidError {
  return new LucidError('no_route', `The account "${account}", which keeps this, is not in use any more.`, {
    reason: 'account_gone',
    hint: 'Enable it in the config, with its credentials.',
    details: { account },
  })
}

function notOffered(account: string, act: string): LucidError {
  return new LucidError('invalid_request', `What "${account}" keeps has no ${act}.`, {
    reason: 'act_not_offered',
  })
}
