import {
  type Attempt,
  type Capability,
  fromUnknown,
  type Log,
  LucidError,
  type Offer,
  type RequestOf,
  type Usage,
  type Warning,
} from '@lucid-gateway/core'
import { Cancellation } from './cancellation.ts'
import type { Due } from './deadlines.ts'
import { estimateInput } from './estimate-input.ts'
import type { Generation, GenerationAccount } from './generation.ts'
import { heeding } from './heeding.ts'
import type { Ports } from './options.ts'
import { presentable } from './presentable.ts'
import type { Count, CountInput, Target } from './runtime.ts'

/** A count on its way. It uses nothing, so it leaves no record; it ends like a call if its time or its caller does. */
export class CountRun<C extends Capability = Capability> implements Due {
  readonly generation: Generation
  readonly record: { readonly deadline: number }
  readonly closed: Promise<unknown>
  readonly #id: string
  readonly #input: CountInput<C>
  readonly #ports: Ports
  readonly #cancellation = new Cancellation()
  readonly #closing = Promise.withResolvers<void>()

  constructor(id: string, input: CountInput<C>, generation: Generation, ports: Ports) {
    this.generation = generation
    this.record = {
      deadline: ports.clock.now() + Math.min(input.timeoutMs ?? longestMs, generation.timeoutMs),
    }
    this.closed = this.#closing.promise
    this.#id = id
    this.#input = input
    this.#ports = ports
    input.signal?.addEventListener('abort', this.#left)
    if (input.signal?.aborted) this.#left()
  }

  /** Asks the first target, which is the one that a call would. */
  async run(): Promise<Count> {
    try {
      if (this.#cancellation.aborted) throw this.#cancellation.reason
      const { capability, target: asked, channel, request: given } = this.#input
      const [target] = this.generation.router.resolve(capability, asked, channel) as [Target]
      const request = typeof given === 'function' ? (given as () => RequestOf<C>)() : given
      const offer = this.generation.registry.offer(target.account, capability as Capability) as Offer
      if (!offer.count) return { target, usage: estimateInput(request), warnings: [] }
      const warnings: Warning[] = []
      const usage = await this.#ask(offer.count, request, target, warnings)
      return { target, usage, warnings }
    } finally {
      this.#input.signal?.removeEventListener('abort', this.#left)
      this.#closing.resolve()
    }
  }

  abort(reason: LucidError): void {
    this.#cancellation.abort(reason)
  }

  expire(): void {
    this.abort(
      new LucidError('timeout', 'The count did not come in the time it had.', {
        origin: 'gateway',
        recourse: 'none',
        reason: 'deadline',
      }),
    )
  }

  readonly #left = (): void => {
    this.abort(fromUnknown(this.#input.signal?.reason, 'cancelled', { reason: 'caller_gone' }))
  }

  async #ask(
    count: NonNullable<Offer['count']>,
    request: unknown,
    target: Target,
    warnings: Warning[],
  ): Promise<Usage> {
    const account = this.generation.accounts.get(target.account) as GenerationAccount
    const log = this.#ports.log.child({ call: this.#id, account: target.account })
    const attempt = this.#attempt(target, account, log, warnings)
    try {
      return await heeding(
        this.#cancellation,
        () => count(request, attempt),
        () => {},
      )
    } catch (thrown) {
      const record = { payer: 'operator', provider: target.provider, account: target.account } as const
      throw presentable(thrown, { cancellation: this.#cancellation, account, record, log })
    }
  }

  #attempt(target: Target, account: GenerationAccount, log: Log, warnings: Warning[]): Attempt {
    const { deadline } = this.record
    const { hosts, secrets, plugin, credentials, secretVersion } = account
    const { artifactHosts = [] } = plugin
    const signal = this.#cancellation
    return {
      model: target.model,
      credentials,
      secretVersion,
      signal: signal.signal,
      deadline,
      http: this.generation.transport.http({ hosts, secrets, artifactHosts, signal, deadline, log }),
      callId: this.#id,
      idempotencyKey: `${this.#id}:${target.account}/${target.model}`,
      number: 1,
      account: target.account,
      log,
      warn: warning => warnings.push(warning),
    }
  }
}

/** Clients ask for a count before they ask for anything else; none should wait for long. */
const longestMs = 60_000
