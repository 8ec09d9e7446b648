import type { Store } from '@lucid-gateway/core'
import { changedMeanwhile } from './key-store.ts'
import type { RuleRow } from './rows.ts'
import { type Entry, Table } from './table.ts'

export type RuleKind = RuleRow['of']

const pageSize = 500

/** The limits and budgets of many that were made here. */
export class RuleStore {
  readonly #rows: Table<RuleRow>

  constructor(store: Store) {
    this.#rows = new Table(store, 'rules')
  }

  get(of: RuleKind, name: string): Promise<Entry<RuleRow> | undefined> {
    return this.#rows.get(idOf(of, name))
  }

  /** All of them: they are few, since those of one key or team stand with it. */
  async all(): Promise<readonly RuleRow[]> {
    const all: RuleRow[] = []
    for (let after = ''; ;) {
      const page = await this.#rows.page({ after, limit: pageSize })
      all.push(...page.map(({ value }) => value))
      const last = page.at(-1)
      if (!last || page.length < pageSize) return all
      after = last.id
    }
  }

  async put(before: Entry<RuleRow> | undefined, row: RuleRow): Promise<void> {
    const id = idOf(row.of, row.rule.name)
    const isPut = before ? await this.#rows.update(before, row) : await this.#rows.insert(id, row)
    if (!isPut) throw changedMeanwhile(row.rule.name)
  }

  async delete({ id, value }: Entry<RuleRow>): Promise<void> {
    if (!(await this.#rows.delete(id))) throw changedMeanwhile(value.rule.name)
  }
}

function idOf(of: RuleKind, name: string): string {
  return `${of}:${name}`
}
