import { fromUnknown, type Log, type RateClaim, type State, type Usage } from '@lucid-gateway/core'
import type { LimitRule, LimitState } from './limit-rule.ts'
import { used } from './quantity.ts'

/** What a call or a try has taken from its limits, and gives back what it did not use. */
export class Taken {
  readonly states: readonly LimitState[]
  readonly #claims: readonly Claim[]
  readonly #state: State
  readonly #log: Log
  #isOver = false

  constructor(claims: readonly Claim[], left: readonly number[] | undefined, state: State, log: Log) {
    this.#claims = claims
    this.#state = state
    this.#log = log
    this.states = left ? claims.map(({ rule }, index) => ({ rule, remaining: left[index] ?? 0 })) : []
  }

  /** It has ended, with this use. Of what is not known all stays taken. */
  end(usages: readonly (Usage | undefined)[]): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const claim of this.#claims) {
      const { cost = 1, rule } = claim
      const more = (used(rule.measure, usages) ?? cost) - cost
      if (more !== 0) this.#adjust({ key: claim.key, limit: claim.limit, cost: more })
    }
  }

  #adjust(claim: RateClaim): void {
    const adjusted = this.#state.adjust(claim)
    if (adjusted instanceof Promise)
      adjusted.catch((thrown: unknown) =>
        this.#log.warn('a limit could not be corrected', {
          limit: claim.key,
          message: fromUnknown(thrown).message,
        }),
      )
  }
}

export interface Claim extends RateClaim {
  readonly rule: LimitRule
}
