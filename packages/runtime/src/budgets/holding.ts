import { type AttemptRecord, spentOn } from '@lucid-gateway/core'
import type { Escrow } from './escrow.ts'

interface Held {
  readonly escrow: Escrow
  readonly amount: bigint
}

/** What is set aside for one try, until it is settled. */
export class Holding {
  readonly #held: readonly Held[]
  readonly #worst: bigint | undefined
  /** The most that is to be written, where nobody else said. */
  readonly cap: number | undefined
  #isSettled = false

  constructor(held: readonly Held[], worst: bigint | undefined, cap: number | undefined) {
    this.#held = held
    this.#worst = worst
    this.cap = cap
    for (const { escrow, amount } of held) {
      escrow.users++
      escrow.reserve(amount)
    }
  }

  /** Where the cost is not known, the most that it can have been is spent. */
  settle(record: AttemptRecord): void {
    if (this.#isSettled) return
    this.#isSettled = true
    const cost = spentOn(record)
    for (const { escrow, amount } of this.#held) {
      escrow.users--
      escrow.settle(amount, cost ?? this.#worst ?? amount, record.id, cost !== undefined)
    }
  }
}
