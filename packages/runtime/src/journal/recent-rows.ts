interface Written {
  readonly number: number
  readonly from: number
  readonly to: number
  /** Lines of JSON; undefined where it has none. As bytes, which the collector of garbage does not copy. */
  readonly rows: Uint8Array | undefined
  readonly count: number
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
    if (this.#count + write.count > most) {
      this.#writes = []
      this.#count = 0
    }
    this.#writes.push(write)
    this.#count += write.count
  }

  /** Those written from a place on, about so many; undefined where they are only in the file. */
  take(
    number: number,
    from: number,
    many: number,
  ): { readonly rows: readonly Uint8Array[]; readonly to: number } | undefined {
    let next = this.#writes.findIndex(
      write => write.number > number || (write.number === number && write.from >= from),
    )
    if (next === -1) next = this.#writes.length
    const rows: Uint8Array[] = []
    let count = 0
    let to = from
    let after = next
    for (; after < this.#writes.length && count < many; after++) {
      const write = this.#writes[after] as Written
      if (write.number !== number || write.from !== to) break
      if (write.rows) rows.push(write.rows)
      count += write.count
      to = write.to
    }
    return after === next ? undefined : { rows, to }
  }

  /** Forgets those before a place. */
  drop(number: number, before: number): void {
    let gone = 0
    for (const write of this.#writes) {
      if (write.number > number || (write.number === number && write.to > before)) break
      this.#count -= write.count
      gone++
    }
    if (gone > 0) this.#writes.splice(0, gone)
  }
}

const most = 16_384
