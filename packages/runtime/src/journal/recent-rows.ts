import type { LedgerText } from '@lucid-gateway/core'

interface Written {
  readonly number: number
  readonly from: number
  readonly to: number
  readonly rows: readonly LedgerText[]
}

/** The rows of the last writes, so that a ledger which keeps up costs no reading. One that does not finds them in the files. */
export class RecentRows {
  #writes: Written[] = []
  #count = 0

  /** How many wait. */
  get count(): number {
    return this.#count
  }

  add(write: Written): void {
    if (this.#count + write.rows.length > most) {
      this.#writes = []
      this.#count = 0
    }
    this.#writes.push(write)
    this.#count += write.rows.length
  }

  /** Those written from a place on, about so many; undefined where they are only in the file. */
  take(
    number: number,
    from: number,
    many: number,
  ): { readonly rows: readonly LedgerText[]; readonly to: number } | undefined {
    let next = this.#writes.findIndex(
      write => write.number > number || (write.number === number && write.from >= from),
    )
    if (next === -1) next = this.#writes.length
    const rows: LedgerText[] = []
    let to = from
    let after = next
    for (; after < this.#writes.length && rows.length < many; after++) {
      const write = this.#writes[after] as Written
      if (write.number !== number || write.from !== to) break
      for (const row of write.rows) rows.push(row)
      to = write.to
    }
    return after === next ? undefined : { rows, to }
  }

  /** Forgets those before a place. */
  drop(number: number, before: number): void {
    let gone = 0
    for (const write of this.#writes) {
      if (write.number > number || (write.number === number && write.to > before)) break
      this.#count -= write.rows.length
      gone++
    }
    if (gone > 0) this.#writes.splice(0, gone)
  }
}

const most = 4096
