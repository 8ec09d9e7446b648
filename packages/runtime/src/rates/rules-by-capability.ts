import type { Capability } from '@lucid-gateway/core'
import type { LimitRule } from './limit-rule.ts'
import { moves } from './quantity.ts'

/** Which rules are for a capability, found once for each. */
export class RulesByCapability<Rule extends LimitRule> {
  readonly #rules: readonly Rule[]
  readonly #found = new Map<string, readonly Rule[]>()

  constructor(rules: readonly Rule[]) {
    this.#rules = rules
  }

  of(capability: Capability): readonly Rule[] {
    let found = this.#found.get(capability.id)
    if (!found) {
      found = this.#rules.filter(rule => isFor(rule, capability))
      this.#found.set(capability.id, found)
    }
    return found
  }
}

function isFor({ capabilities, measure }: LimitRule, capability: Capability): boolean {
  return (capabilities?.includes(capability.id) ?? true) && moves(capability, measure)
}
