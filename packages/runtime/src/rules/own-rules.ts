import type { Principal } from '@lucid-gateway/core'
import { notAsked } from '../rates/not-asked.ts'
import { checkRules } from './check-rules.ts'
import type { Rulebook, Rules } from './rulebook.ts'

const nobody: Principal = { organisation: 'default' }

/** What a rulebook has for a caller, made into something once for each set of rules that it gives. */
export class OwnRules<Made> {
  readonly #rulebook: Rulebook | undefined
  readonly #what: 'limits' | 'budgets'
  readonly #make: (rules: Rules) => Made
  #made = new WeakMap<Rules, Made>()

  constructor(rulebook: Rulebook | undefined, what: 'limits' | 'budgets', make: (rules: Rules) => Made) {
    this.#rulebook = rulebook
    this.#what = what
    this.#make = make
  }

  of(principal = nobody): Made | undefined | Promise<Made | undefined> {
    if (!this.#rulebook) return undefined
    let found: ReturnType<Rulebook['of']>
    try {
      found = this.#rulebook.of(principal)
    } catch (thrown) {
      throw notAsked(this.#what, thrown)
    }
    if (!(found instanceof Promise)) return this.#from(found)
    return found.then(
      rules => this.#from(rules),
      (thrown: unknown) => Promise.reject(notAsked(this.#what, thrown)),
    )
  }

  /** What they are made into depends on something that has changed. */
  forget(): void {
    this.#made = new WeakMap()
  }

  #from(rules: Rules | undefined): Made | undefined {
    if (!rules || rules[this.#what].length === 0) return undefined
    let made = this.#made.get(rules)
    if (made === undefined) {
      try {
        checkRules({ [this.#what]: rules[this.#what] })
      } catch (thrown) {
        throw notAsked(this.#what, thrown)
      }
      this.#made.set(rules, (made = this.#make(rules)))
    }
    return made
  }
}
