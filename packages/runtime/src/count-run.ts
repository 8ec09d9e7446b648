import {
  type Attempt,
  type Capability,
  type Log,
  type Offer,
  type Usage,
  type Warning,
} from '@lucid-gateway/core'
import { Errand } from './errand.ts'
import { estimateInput } from './estimate-input.ts'
import type { GenerationAccount } from './generation.ts'
import { heeding } from './heeding.ts'
import { presentable } from './presentable.ts'
import { requestOf } from './request-of.ts'
import type { Count, CountInput, Target } from './runtime.ts'

/** A count on its way. */
export class CountRun<C extends Capability = Capability> extends Errand<Count, CountInput<C>> {
  /** Asks the first target, which is the one that a call would. */
  protected async work(): Promise<Count> {
    const { capability, target: asked, channel } = this.input
    const [target] = this.generation.router.resolve(capability, asked, channel) as [Target]
    const request = requestOf(this.input)
    const offer = this.generation.registry.offer(target.account, capability as Capability) as Offer
    if (!offer.count) return { target, usage: estimateInput(request), warnings: [] }
    const warnings: Warning[] = []
    const usage = await this.#ask(offer.count, request, target, warnings)
    return { target, usage, warnings }
  }

  async #ask(
    count: NonNullable<Offer['count']>,
    request: unknown,
    target: Target,
    warnings: Warning[],
  ): Promise<Usage> {
    const account = this.generation.accounts.get(target.account) as GenerationAccount
    const log = this.ports.log.child({ call: this.id, account: target.account })
    const attempt = this.#attempt(target, account, log, warnings)
    try {
      return await heeding(
        this.cancellation,
        () => count(request, attempt),
        () => {},
      )
    } catch (thrown) {
      const record = { payer: 'operator', provider: target.provider, account: target.account } as const
      throw presentable(thrown, { cancellation: this.cancellation, account, record, log })
    }
  }

  #attempt(target: Target, account: GenerationAccount, log: Log, warnings: Warning[]): Attempt {
    const { deadline } = this.record
    const { hosts, secrets, plugin, credentials, secretVersion } = account
    const { artifactHosts = [] } = plugin
    const signal = this.cancellation
    return {
      model: target.model,
      credentials,
      secretVersion,
      signal: signal.signal,
      deadline,
      http: this.generation.transport.http({ hosts, secrets, artifactHosts, signal, deadline, log }),
      callId: this.id,
      idempotencyKey: `${this.id}:${target.account}/${target.model}`,
      number: 1,
      account: target.account,
      log,
      warn: warning => warnings.push(warning),
    }
  }
}
