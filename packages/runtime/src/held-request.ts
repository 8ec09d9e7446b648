import type { Capability, OptionRules, RequestOf } from '@lucid-gateway/core'
import type { AttemptRun } from './attempt-run.ts'
import { cardOf } from './card-of.ts'
import type { Generation } from './generation.ts'
import { checkOptions, fitOptions } from './option-rules/hold-options.ts'
import { requestOf } from './request-of.ts'
import type { CallInput, Target } from './runtime.ts'
import type { CallUnderway } from './underway.ts'

/** Whether a target is another model than the one that is asked for first. */
export function isStandIn<C extends Capability>(
  { generation, input }: Pick<CallUnderway<C>, 'generation' | 'input'>,
  target: Target,
): boolean {
  const [first] = generation.router.plan(input.capability, input.target, input.channel).targets
  return target.model !== first?.model || target.provider !== first.provider
}

/** Throws where the model that is asked for first would refuse the request. */
export function requireFit<C extends Capability>(generation: Generation, input: CallInput<C>): void {
  const [first] = generation.router.resolve(input.capability, input.target, input.channel)
  const account = first && generation.accounts.get(first.account)
  const rules = account && cardOf(account, first.model)?.options
  if (!rules || isStandIn({ generation, input }, first)) return
  const { error } = checkOptions(rules, requestOf(input) as object, `${first.account}/${first.model}`)
  if (error) throw error
}

/**
 * A call's request as the target's card says that its model takes it; throws where it can't be. What had to be changed
 * is among the attempt's warnings.
 */
export function heldRequest<C extends Capability>(
  call: CallUnderway<C>,
  rules: OptionRules,
  attempt: AttemptRun,
  standsIn: boolean,
): RequestOf<C> {
  const hold = standsIn ? fitOptions : checkOptions
  const { account, model } = attempt.target
  const { request, warnings, error } = hold(rules, call.request as object, `${account}/${model}`)
  if (error) throw error
  attempt.warnings.push(...warnings)
  return request as RequestOf<C>
}

/** Whether a model that stands in takes the request only as something else. What can't be read can't be told. */
export function isHeld<C extends Capability>(call: CallUnderway<C>, rules: OptionRules): boolean {
  try {
    const given = call.request as object
    const { request, error } = fitOptions(rules, given, '')
    return error !== undefined || request !== given
  } catch {
    return false
  }
}
