import { randomBytes } from 'node:crypto'
import type { Clock, Store } from '@lucid-gateway/core'
import type { AuditRow } from './rows.ts'
import { type Entry, type PageQuery, Table } from './table.ts'

/** What is done and told of, whether it comes off or not. */
export type Deed = Omit<AuditRow, 'at' | 'outcome'>

/** What admins did. Rows are added, and nothing here changes one or takes one away. */
export class Audit {
  readonly #rows: Table<AuditRow>
  readonly #clock: Clock
  #last = 0

  constructor({ store, clock }: { readonly store: Store; readonly clock: Clock }) {
    this.#rows = new Table(store, 'audit')
    this.#clock = clock
  }

  /** Does it, and tells of it. Told first: a deed that nobody is told of must not be. */
  async record(deed: Deed, act: () => Promise<void>): Promise<void> {
    await this.#add(deed, 'done')
    try {
      await act()
    } catch (error) {
      await this.#add(deed, 'failed')
      throw error
    }
  }

  /** The latest first. */
  page(query: PageQuery): Promise<readonly Entry<AuditRow>[]> {
    return this.#rows.page(query)
  }

  async #add(deed: Deed, outcome: AuditRow['outcome']): Promise<void> {
    const at = this.#clock.now()
    this.#last = Math.max(this.#last + 1, at * 1000)
    await this.#rows.insert(latestFirst(this.#last), { ...deed, at, outcome })
  }
}

/** Ids go down as time goes up, since a Store lists them from the lowest. */
function latestFirst(stamp: number): string {
  const left = Number.MAX_SAFE_INTEGER - stamp
  return `aud_${String(left).padStart(16, '0')}${randomBytes(4).toString('hex')}`
}
