import { type AcceptedDifference, acceptedDifferences } from './accepted-differences.ts'
import { type Difference, differences } from './differences.ts'

/** Books differences against the list of the accepted ones. */
export class Ledger {
  readonly #accepted: readonly AcceptedDifference[]
  readonly #used = new Set<AcceptedDifference>()

  constructor(...of: readonly AcceptedDifference['of'][]) {
    this.#accepted = acceptedDifferences.filter(accepted => of.includes(accepted.of))
  }

  /** What differs and is in no list. */
  unaccepted(
    of: AcceptedDifference['of'],
    name: string,
    theirs: unknown,
    ours: unknown,
  ): readonly Difference[] {
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
