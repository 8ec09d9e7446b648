import type { Capability, LucidError, Outcome, Receipt, RequestOf, Warning } from '@lucid-gateway/core'
import { AttemptRun } from './attempt-run.ts'
import { DryCall, heldBack } from './dry-call.ts'
import { Errand } from './errand.ts'
import type { Excluded, ExplainedTarget, Explanation } from './explanation.ts'
import { forecastOf } from './forecast.ts'
import type { GenerationAccount } from './generation.ts'
import { heeding } from './heeding.ts'
import { presentable } from './presentable.ts'
import { withWarnings } from './receipt.ts'
import { cardOf } from './card-of.ts'
import { routeOf } from './route-of.ts'
import type { CallInput, Target } from './runtime.ts'
import { ask } from './tries.ts'

/** Why a target would not be tried, or would refuse. */
type WhyNot = Pick<Excluded, 'reason' | 'message'>

/** Goes a call's way as far as the moment at which something would be sent, target by target. */
export class ExplainRun<C extends Capability = Capability> extends Errand<Explanation, CallInput<C>> {
  protected async work(): Promise<Explanation> {
    const { capability, target: asked, channel } = this.input
    const { generation, input } = this
    const { router, retry } = generation
    const call = { capability, generation, input, relayable: input.raw !== undefined }
    const route = routeOf(call, generation.onions(capability))
    const targets: ExplainedTarget[] = []
    const excluded: Excluded[] = []
    let last: WhyNot | undefined
    for (const [at, target] of route.entries()) {
      const refused = last ?? (at < retry.attempts ? this.#shut(target) : outOfTries(retry.attempts))
      const found = refused ?? (await this.#explain(target))
      if ('target' in found) targets.push(found)
      else {
        const { account, provider, model } = target
        const { reason, message } = found
        excluded.push({ account, provider, model, reason, message })
        if ('final' in found && found.final) last = notReached(target)
      }
    }
    const named = router.plan(capability, asked, channel).targets
    const leftOut = router.leftOut(capability, { asked, channel }, named)
    return { targets, excluded: [...excluded, ...this.#unbound(named, route), ...leftOut] }
  }

  /** Those of the targets that were named which can't be told what the request refers to. */
  #unbound(named: readonly Target[], route: readonly Target[]): readonly Excluded[] {
    const { bound } = this.input
    if (!bound) return []
    const isTaken = (target: Target): boolean =>
      route.some(({ account, model }) => account === target.account && model === target.model)
    return named
      .filter(target => !isTaken(target))
      .map(({ account, provider, model }) => ({
        account,
        provider,
        model,
        reason: 'bound_elsewhere',
        message: `"${bound.param}" refers to what it can not be told of.`,
      }))
  }

  #shut({ account, model }: Target): WhyNot | undefined {
    if (this.generation.accounts.get(account)?.payer === 'caller') return undefined
    const key = `${account}/${model}`
    if (this.generation.breaker?.state(key) !== 'OPEN') return undefined
    return { reason: 'circuit_open', message: `${key} has failed of late and is not asked for now.` }
  }

  async #explain(target: Target): Promise<ExplainedTarget | (WhyNot & { readonly final: boolean })> {
    const account = this.generation.accounts.get(target.account) as GenerationAccount
    const call = new DryCall(this.id, this.input, this.generation, this.ports, this.cancellation)
    const attempt = new AttemptRun(call as unknown as DryCall, target, account, 1)
    try {
      this.generation.prices.require(attempt)
      const outcome = await heeding(
        this.cancellation,
        () => this.#tried(call, target, attempt),
        () => {},
      )
      if (this.input.strict) attempt.refuseLosses()
      const { path, entries } = withWarnings(call.receipt as Receipt, warningsOf(attempt, outcome))
      const forecast = forecastOf(call.capability, readable(call), cardOf(account, target.model))
      const resting = this.generation.rests.of(account, target.model)
      const owner = account.payer === 'caller' ? 'caller' : account.owner
      return { target, owner, ...(resting ? { resting } : {}), path, losses: entries, forecast }
    } catch (thrown) {
      if (this.cancellation.aborted) throw this.cancellation.reason
      const { code, reason = code, message, recourse }: LucidError = presentable(thrown, attempt)
      return { reason, message, final: recourse === 'none' }
    } finally {
      attempt.abort(heldBack())
    }
  }

  /** What its provider came to without sending anything; undefined where it would have sent something. */
  #tried(call: DryCall<C>, target: Target, attempt: AttemptRun): Promise<Outcome | undefined> {
    const asked = ask(call, this.generation.onions(call.capability), target, attempt)
    void asked.then(
      outcome => attempt.began(outcome),
      () => {},
    )
    return Promise.race([asked, call.held.then(() => undefined)]).catch((thrown: unknown) => {
      if (!call.isHeld) throw thrown
      return undefined
    })
  }
}

function warningsOf({ warnings }: AttemptRun, outcome: Outcome | undefined): readonly Warning[] {
  return outcome?.kind === 'answer' ? [...new Set([...outcome.warnings, ...warnings])] : warnings
}

/** What is passed on as it came need not be fit to be read. */
function readable<C extends Capability>(call: DryCall<C>): RequestOf<C> | undefined {
  try {
    return call.request
  } catch {
    return undefined
  }
}

function outOfTries(attempts: number): WhyNot {
  return { reason: 'out_of_tries', message: `A call makes at most ${attempts} tries.` }
}

function notReached({ account, model }: Target): WhyNot {
  return {
    reason: 'not_reached',
    message: `${account}/${model} would refuse it, and no other is asked then.`,
  }
}
