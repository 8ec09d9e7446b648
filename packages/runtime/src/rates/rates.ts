import type { AttemptRecord, Log, State, TakeResult } from '@lucid-gateway/core'
import { matchesName } from '../name-pattern.ts'
import { requestOf } from '../request-of.ts'
import type { CallInput } from '../runtime.ts'
import type { CallScope, LimitRule } from './limit-rule.ts'
import { overLimit, perMsOf } from './over-limit.ts'
import { notAsked } from './not-asked.ts'
import { expected } from './quantity.ts'
import { readable } from './readable.ts'
import { RulesByCapability } from './rules-by-capability.ts'
import { type Claim, Taken } from './taken.ts'
import { type Caller, type Named, whose } from './whose.ts'

type CallRule = LimitRule & { readonly by: CallScope }

/** What a call is counted by. The request is read only where a limit depends on it. */
export type Counted = Caller & Pick<CallInput, 'capability' | 'request'>

/** The limits of a generation. All that a call or a try would take from is taken at once, or nothing is. */
export class Rates {
  readonly #ofCalls: RulesByCapability<CallRule>
  readonly #ofTries: RulesByCapability<LimitRule>
  readonly #state: State
  readonly #log: Log

  constructor(rules: readonly LimitRule[], state: State, log: Log) {
    this.#ofCalls = new RulesByCapability(rules.filter((rule): rule is CallRule => !isOfTry(rule)))
    this.#ofTries = new RulesByCapability(rules.filter(isOfTry))
    this.#state = state
    this.#log = log
  }

  /** Undefined where no limit applies; throws or rejects where one is reached. */
  takeForCall(call: Counted): Taken | undefined | Promise<Taken> {
    const rules = this.#ofCalls.of(call.capability)
    if (rules.length === 0) return undefined
    return this.#take(
      'caller',
      claimsOf(rules, call, rule => whose(rule.by, call)),
    )
  }

  takeForTry(attempt: AttemptRecord, call: Counted): Taken | undefined | Promise<Taken> {
    const rules = this.#ofTries.of(call.capability)
    if (rules.length === 0) return undefined
    return this.#take(
      'gateway',
      claimsOf(rules, call, rule => targetOf(rule, attempt)),
    )
  }

  #take(origin: 'caller' | 'gateway', claims: readonly Claim[]): Taken | undefined | Promise<Taken> {
    if (claims.length === 0) return undefined
    const result = this.#state.take(claims)
    if (!(result instanceof Promise)) return this.#taken(origin, claims, result)
    return result.then(
      later => this.#taken(origin, claims, later),
      (thrown: unknown) => Promise.reject(notAsked('limits', thrown)),
    )
  }

  #taken(origin: 'caller' | 'gateway', claims: readonly Claim[], result: TakeResult): Taken {
    if (result.ok) return new Taken(claims, result.left, this.#state, this.#log)
    const { rule, cost = 1 } = claims[result.index] as Claim
    throw overLimit(origin, { rule, cost, remaining: result.remaining, retryAfterMs: result.retryAfterMs })
  }
}

function isOfTry({ by }: LimitRule): boolean {
  return by === 'account' || by === 'provider' || by === 'model'
}

function claimsOf<Rule extends LimitRule>(
  rules: readonly Rule[],
  call: Counted,
  of: (rule: Rule) => Named | undefined,
): readonly Claim[] {
  const claims: Claim[] = []
  for (const rule of rules) {
    const named = of(rule)
    if (!named || (rule.only && !matchesName(rule.only, named.name))) continue
    const cost = expected(rule, call.capability, () => readable(() => requestOf(call)))
    if (cost > 0) claims.push({ key: `limit:${rule.name}:${named.id}`, limit: rateOf(rule), cost, rule })
  }
  return claims
}

function targetOf({ by }: LimitRule, { account, provider, model }: AttemptRecord): Named {
  if (by === 'provider') return { name: provider, id: provider }
  const name = by === 'account' ? account : `${account}/${model}`
  return { name, id: name }
}

/**
 * So long that a place which is taken does not come free by itself; a whole power of two, so that taking and giving back
 * is exact.
 */
const placeMs = 2 ** 36

function rateOf(rule: LimitRule): Claim['limit'] {
  const { measure, amount, burst } = rule
  if (measure === 'concurrency') return { amount, perMs: amount * placeMs }
  return { amount, perMs: perMsOf(rule), ...(burst === undefined ? {} : { burst }) }
}
