import type { Store } from '@lucid-gateway/core'
import { budgetTable } from './budget-row.ts'
import { spanOf, windowAt } from './budget-window.ts'

const everyMs = 60 * 60_000
const atOnce = 500

/**
 * Deletes rows of windows that nobody needs any more, some at a time, so that end users who never come back leave nothing
 * for ever.
 */
export class Bygone {
  readonly #store: Store
  /** Where it goes on; absent between two rounds. */
  #after: string | undefined
  #nextAt = 0

  constructor(store: Store) {
    this.#store = store
  }

  async step(now: number): Promise<void> {
    if (this.#after === undefined && now < this.#nextAt) return
    this.#nextAt = now + everyMs
    const after = this.#after ?? ''
    const rows = await this.#store.list(budgetTable, { after, limit: atOnce })
    const gone = rows.filter(({ value }) => isBygone(value['window'], now))
    for (const { id } of gone) await this.#store.delete(budgetTable, id)
    this.#after = rows.length < atOnce ? undefined : rows.at(-1)?.id
  }
}

function isBygone(window: unknown, now: number): boolean {
  if (typeof window !== 'string') return false
  const { bygone } = windowAt(spanOf(window), now)
  return bygone !== undefined && window <= bygone
}
