import type { AttemptRecord, Capability, Log, State, TakeResult } from '@lucid-gateway/core'
import { matchesName } from '../name-pattern.ts'
import type { CallScope, LimitRule } from './limit-rule.ts'
import { overLimit, perMsOf } from './over-limit.ts'
import { expected } from './quantity.ts'
import { type Claim, Taken } from './taken.ts'
import { type Caller, type Named, whose } from './whose.ts'

type CallRule = LimitRule & { readonly by: CallScope }

/** What a call is counted by. */
export interface Counted extends Caller {
  readonly capability: Capability
  /** Read only where a limit depends on it; undefined where it can't be read. */
  request(): unknown
}

/** The limits of a generation. All that a call or a try would take from is taken at once, or nothing is. */
export class Rates {
  readonly #ofCalls: readonly CallRule[]
  readonly #ofTries: readonly LimitRule[]
  readonly #state: State
  readonly #log: Log

  constructor(rules: readonly LimitRule[], state: State, log: Log) {
    this.#ofCalls = rules.filter((rule): rule is CallRule => !isOfTry(rule))
    this.#ofTries = rules.filter(isOfTry)
    this.#state = state
    this.#log = log
  }

  /** Undefined where no limit applies; throws or rejects where one is reached. */
  takeForCall(call: Counted): Taken | undefined | Promise<Taken> {
    return this.#take(
      'caller',
      claimsOf(this.#ofCalls, call, rule => whose(rule.by, call)),
    )
  }

  takeForTry(attempt: AttemptRecord, call: Counted): Taken | undefined | Promise<Taken> {
    if (this.#ofTries.length === 0) return undefined
    return this.#take(
      'gateway',
      claimsOf(this.#ofTries, call, rule => targetOf(rule, attempt)),
    )
  }

  #take(origin: 'caller' | 'gateway', claims: readonly Claim[]): Taken | undefined | Promise<Taken> {
    if (claims.length === 0) return undefined
    const result = this.#state.take(claims)
    return result instanceof Promise
      ? result.then(later => this.#taken(origin, claims, later))
      : this.#taken(origin, claims, result)
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
    if (rule.capabilities && !rule.capabilities.includes(call.capability.id)) continue
    const named = of(rule)
    if (!named || (rule.only && !matchesName(rule.only, named.name))) continue
    const cost = expected(rule, call.capability, () => call.request())
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
