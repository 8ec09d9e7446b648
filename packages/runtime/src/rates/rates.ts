import type { AttemptRecord, Log, State, TakeResult } from '@lucid-gateway/core'
import { matchesName } from '../name-pattern.ts'
import { requestOf } from '../request-of.ts'
import type { CallInput } from '../runtime.ts'
import type { CallScope, LimitRule } from './limit-rule.ts'
import { overLimit, perMsOf } from './over-limit.ts'
import { OwnRules } from '../rules/own-rules.ts'
import type { Rulebook } from '../rules/rulebook.ts'
import { notAsked } from './not-asked.ts'
import { expected } from './quantity.ts'
import { RulesByCapability } from './rules-by-capability.ts'
import { type Claim, Taken } from './taken.ts'
import { type Caller, type Named, whose } from './whose.ts'

type CallRule = LimitRule & { readonly by: CallScope }

/** What a call is counted by. The request is read only where a limit depends on it. */
export type Counted = Caller & Pick<CallInput, 'capability' | 'request'>

interface RuleSet {
  readonly ofCalls: RulesByCapability<CallRule>
  readonly ofTries: RulesByCapability<LimitRule>
}

/**
 * The limits of a generation, and those that its callers have beside. All that a call or a try would take from is taken at
 * once, or nothing is.
 */
export class Rates {
  readonly #common: RuleSet
  readonly #own: OwnRules<RuleSet>
  readonly #state: State
  readonly #log: Log

  constructor(rules: readonly LimitRule[], state: State, log: Log, rulebook?: Rulebook) {
    const names = new Set(rules.map(({ name }) => name))
    this.#common = ruleSet(rules)
    this.#own = new OwnRules(rulebook, 'limits', ({ limits }) =>
      ruleSet(limits.filter(({ name }) => !names.has(name))),
    )
    this.#state = state
    this.#log = log
  }

  /** Undefined where no limit applies; throws or rejects where one is reached. */
  takeForCall(call: Counted): Taken | undefined | Promise<Taken | undefined> {
    const own = this.#own.of(call.principal)
    if (own instanceof Promise) return own.then(found => this.#takeForCall(call, found))
    return this.#takeForCall(call, own)
  }

  takeForTry(attempt: AttemptRecord, call: Counted): Taken | undefined | Promise<Taken | undefined> {
    const own = this.#own.of(call.principal)
    if (own instanceof Promise) return own.then(found => this.#takeForTry(attempt, call, found))
    return this.#takeForTry(attempt, call, own)
  }

  #takeForCall(call: Counted, own: RuleSet | undefined): Taken | undefined | Promise<Taken> {
    const rules = together(this.#common.ofCalls, own?.ofCalls, call.capability)
    if (rules.length === 0) return undefined
    return this.#take(
      'caller',
      claimsOf(rules, call, rule => whose(rule.by, call)),
    )
  }

  #takeForTry(
    attempt: AttemptRecord,
    call: Counted,
    own: RuleSet | undefined,
  ): Taken | undefined | Promise<Taken> {
    const rules = together(this.#common.ofTries, own?.ofTries, call.capability)
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
    if (result.ok) return new Taken(claims, result, this.#state, this.#log)
    const { rule, cost = 1 } = claims[result.index] as Claim
    throw overLimit(origin, { rule, cost, remaining: result.remaining, retryAfterMs: result.retryAfterMs })
  }
}

function ruleSet(rules: readonly LimitRule[]): RuleSet {
  return {
    ofCalls: new RulesByCapability(rules.filter((rule): rule is CallRule => !isOfTry(rule))),
    ofTries: new RulesByCapability(rules.filter(isOfTry)),
  }
}

function together<Rule extends LimitRule>(
  common: RulesByCapability<Rule>,
  own: RulesByCapability<Rule> | undefined,
  capability: Counted['capability'],
): readonly Rule[] {
  const rules = common.of(capability)
  return own ? [...rules, ...own.of(capability)] : rules
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
    const cost = expected(rule, call.capability, () => requestOf(call))
    if (cost > 0) claims.push({ key: keyOf(rule, named.id), limit: rateOf(rule), cost, rule })
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

export function keyOf({ name }: Pick<LimitRule, 'name'>, id: string): string {
  return `limit:${name}:${id}`
}

export function rateOf(rule: LimitRule): Claim['limit'] {
  const { measure, amount, burst } = rule
  if (measure === 'concurrency') return { amount, perMs: amount * placeMs }
  return { amount, perMs: perMsOf(rule), ...(burst === undefined ? {} : { burst }) }
}
