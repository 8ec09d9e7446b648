interface Written {
  readonly number: number
  readonly from: number
  readonly to: number
  /** Lines of JSON; undefined where it has none. */
  readonly rows: Uint8Array | undefined
  readonly count: number
}

/** What writes that follow one another have for the ledger. */
interface Run {
  readonly number: number
  readonly from: number
  to: number
  count: number
  readonly bytes: Buffer
  length: number
}

/**
 * The rows of the last writes, so that a ledger which keeps up costs no reading. One that does not finds them in the files.
 * They are copied together as bytes: many small things that live for a second cost the collector of garbage more.
 */
export class RecentRows {
  #runs: Run[] = []
  #count = 0
  /** What comes belongs to a run of its own: those before have been taken. */
  #isTaken = true

  /** How many wait. */
  get count(): number {
    return this.#count
  }

  add(write: Written): void {
    if (this.#count + write.count > most) {
      this.#runs = []
      this.#count = 0
      this.#isTaken = true
    }
    const run = this.#runFor(write)
    if (write.rows) {
      if (run.length > 0) run.bytes[run.length++] = lineEnd
      run.bytes.set(write.rows, run.length)
      run.length += write.rows.length
    }
    run.to = write.to
    run.count += write.count
    this.#count += write.count
  }

  /** Those written from a place on, about so many; undefined where they are only in the file. */
  take(
    number: number,
    from: number,
    many: number,
  ): { readonly rows: readonly Uint8Array[]; readonly to: number } | undefined {
    let next = this.#runs.findIndex(run => run.number > number || (run.number === number && run.from >= from))
    if (next === -1) next = this.#runs.length
    const rows: Uint8Array[] = []
    let count = 0
    let to = from
    let after = next
    for (; after < this.#runs.length && count < many; after++) {
      const run = this.#runs[after] as Run
      if (run.number !== number || run.from !== to) break
      if (run.length > 0) rows.push(run.bytes.subarray(0, run.length))
      count += run.count
      to = run.to
    }
    if (after === this.#runs.length) this.#isTaken = true
    return after === next ? undefined : { rows, to }
  }

  /** Forgets those before a place. */
  drop(number: number, before: number): void {
    let gone = 0
    for (const run of this.#runs) {
      if (run.number > number || (run.number === number && run.to > before)) break
      this.#count -= run.count
      gone++
    }
    if (gone > 0) this.#runs.splice(0, gone)
    if (this.#runs.length === 0) this.#isTaken = true
  }

  #runFor({ number, from, rows }: Written): Run {
    const needed = rows ? rows.length + 1 : 0
    const last = this.#isTaken ? undefined : this.#runs.at(-1)
    if (last && last.number === number && last.to === from && last.length + needed <= last.bytes.length)
      return last
    const bytes = Buffer.allocUnsafeSlow(Math.max(runSize, needed))
    const run = { number, from, to: from, count: 0, bytes, length: 0 }
    this.#runs.push(run)
    this.#isTaken = false
    return run
  }
}

const most = 16_384
const runSize = 64 * 1024
const lineEnd = 10
