import {
  fromUnknown,
  type Log,
  type RateClaim,
  type RateMark,
  type State,
  type TakeResult,
  type Usage,
} from '@lucid-gateway/core'
import type { LimitRule, LimitState } from './limit-rule.ts'
import { used } from './quantity.ts'

/** What a call or a try has taken from its limits, and gives back what it did not use. */
export class Taken {
  readonly states: readonly LimitState[]
  readonly #claims: readonly Claim[]
  readonly #marks: readonly RateMark[] | undefined
  readonly #state: State
  readonly #log: Log
  #isOver = false

  constructor(
    claims: readonly Claim[],
    { left, marks }: Pick<Extract<TakeResult, { readonly ok: true }>, 'left' | 'marks'>,
    state: State,
    log: Log,
  ) {
    this.#claims = claims
    this.#marks = marks
    this.#state = state
    this.#log = log
    this.states = left ? claims.map(({ rule }, index) => ({ rule, remaining: left[index] ?? 0 })) : []
  }

  /** It has ended, with this use. Of what is not known all stays taken. */
  end(usages: readonly (Usage | undefined)[]): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const [index, { key, limit, cost = 1, rule }] of this.#claims.entries()) {
      const more = (used(rule.measure, usages) ?? cost) - cost
      if (more === 0) continue
      // A place does not come free by itself.
      const mark = rule.measure === 'concurrency' ? undefined : this.#marks?.[index]
      this.#adjust({ key, limit, cost: more, ...(mark === undefined ? {} : { mark }) })
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
