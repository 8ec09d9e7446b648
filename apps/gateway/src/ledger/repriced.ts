import type { JsonObject, RepricingRow, Store } from '@lucid-gateway/core'
import { LucidError } from '@lucid-gateway/core'

const table = 'repriced'
const pageSize = 500

/** The latest re-pricing of each attempt of a call, by the attempt's id. */
export type Repricings = ReadonlyMap<string, RepricingRow>

interface Kept {
  readonly version: number
  readonly rows: Repricings
}

/**
 * Which attempts were re-priced, and to what: the ledger adds it to its sums, but does not tell it of a single call. Written
 * before the ledger has it, so that what a crash leaves undone is done by whoever re-prices next.
 */
export class Repriced {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Of each of these calls that has any. */
  async of(callIds: Iterable<string>): Promise<ReadonlyMap<string, Repricings>> {
    const found = await Promise.all(
      [...new Set(callIds)].map(async id => [id, (await this.#get(id))?.rows] as const),
    )
    return new Map(found.filter((entry): entry is readonly [string, Repricings] => entry[1] !== undefined))
  }

  /** Puts later ones in the place of those that were there. Throws where somebody else does so meanwhile. */
  async keep(callId: string, rows: readonly RepricingRow[]): Promise<void> {
    const before = await this.#get(callId)
    const all = new Map(before?.rows)
    for (const row of rows) {
      const known = all.get(row.attemptId)
      if (known && numberOf(known) >= numberOf(row)) throw underway()
      all.set(row.attemptId, row)
    }
    const value = { rows: [...all.values()] } as unknown as JsonObject
    const written = before
      ? await this.#store.update(table, callId, before.version, value)
      : await this.#store.insert(table, callId, value)
    if (!written) throw underway()
  }

  /** Forgets what was re-priced before a time, when the ledger has forgotten the attempts: they began earlier still. */
  async forget(before: number): Promise<void> {
    for (let after = ''; ;) {
      const page = await this.#store.list(table, { after, limit: pageSize })
      for (const { id, value } of page)
        if (rowsIn(value).every(({ at }) => at < before)) await this.#store.delete(table, id)
      const last = page.at(-1)
      if (!last || page.length < pageSize) return
      after = last.id
    }
  }

  async #get(callId: string): Promise<Kept | undefined> {
    const row = await this.#store.get(table, callId)
    if (!row) return undefined
    return { version: row.version, rows: new Map(rowsIn(row.value).map(each => [each.attemptId, each])) }
  }
}

function rowsIn(value: JsonObject): readonly RepricingRow[] {
  return (value as unknown as { readonly rows: readonly RepricingRow[] }).rows
}

/** The how-manieth re-pricing of its attempt it is. */
export function numberOf({ id }: RepricingRow): number {
  return Number(id.slice(id.lastIndexOf('.r') + 2))
}

function underway(): LucidError {
  return new LucidError('conflict', 'Somebody else re-prices the same calls at this moment.', {
    reason: 'reprice_underway',
    hint: 'Try again when that is done; what was done already stays.',
  })
}
