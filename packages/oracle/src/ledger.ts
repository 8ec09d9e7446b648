import type { AcceptedDifference } from './accepted-difference.ts'
import { type Difference, differences } from './differences.ts'

/** Books differences against a list of the accepted ones. */
export class Ledger {
  readonly #accepted: readonly AcceptedDifference[]
  readonly #used = new Set<AcceptedDifference>()

  /** `of`: the comparisons that are booked here. */
  constructor(accepted: readonly AcceptedDifference[], ...of: readonly string[]) {
    this.#accepted = accepted.filter(one => of.includes(one.of))
  }

  /** What differs and is in no list. */
  unaccepted(of: string, name: string, theirs: unknown, ours: unknown): readonly Difference[] {
    return differences(theirs, ours).filter(({ path }) => {
      const accepted = this.#accepted.filter(
        one => one.of === of && one.path.test(path) && (one.cases?.test(name) ?? true),
      )
      for (const one of accepted) this.#used.add(one)
      return accepted.length === 0
    })
  }

  /** Accepted differences that were not met. */
  get stale(): readonly AcceptedDifference[] {
    return this.#accepted.filter(accepted => !this.#used.has(accepted))
  }
}
