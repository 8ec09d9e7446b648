import type { Capability, Offer, Warning } from '@lucid-gateway/core'
import { relaysFor } from '@lucid-gateway/core/engine'
import { boundTargets } from './binding.ts'
import { estimateInput } from './estimate-input.ts'
import type { GenerationAccount } from './generation.ts'
import { requestOf } from './request-of.ts'
import type { Count, CountInput, Target } from './runtime.ts'
import { VendorErrand } from './vendor-errand.ts'

/** A count on its way. */
export class CountRun<C extends Capability = Capability> extends VendorErrand<Count, CountInput<C>> {
  /** Asks the first target, which is the one that a call would. */
  protected async work(): Promise<Count> {
    const { accounts, rests } = this.generation
    const targets = boundTargets(this.generation, this.input, each => this.#tells(each))
    const [target] = rests.behind(targets, accounts) as [Target]
    const request = requestOf(this.input)
    const { count } = this.#offerOf(target)
    if (!count) return { target, usage: estimateInput(request), warnings: [] }
    const warnings: Warning[] = []
    const account = accounts.get(target.account) as GenerationAccount
    const usage = await this.ask(account, target.model, attempt => count(request, attempt), warnings)
    return { target, usage, warnings }
  }

  #offerOf({ account }: Target): Offer {
    return this.generation.registry.offer(account, this.input.capability as Capability) as Offer
  }

  /** Whether the target can be told what the request refers to. */
  #tells(target: Target): boolean {
    const { bound } = this.input
    return relaysFor(this.#offerOf(target), target.model).some(({ wire }) => wire === bound?.wire)
  }
}
