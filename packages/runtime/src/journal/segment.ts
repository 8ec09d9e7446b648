export type Due = PromiseWithResolvers<boolean>

export interface Unsynced {
  readonly bytes: Buffer
  /** Who waits for it to be on the disk. */
  readonly due?: Due
  /** That each new segment begins with it anyway. */
  readonly isRepeated?: boolean
}

/** A file of the journal that is being written. */
export class Segment {
  readonly number: number
  readonly file: number
  length = 0
  /** Whether it, and its name, were on the disk once. */
  isNamed = false
  unsyncedBytes = 0
  readonly #unsynced: Unsynced[] = []

  constructor(number: number, file: number) {
    this.number = number
    this.file = file
  }

  /** How many entries are not on the disk, as far as is known. */
  get unsynced(): number {
    return this.#unsynced.length
  }

  add(entry: Unsynced): void {
    this.#unsynced.push(entry)
    this.length += entry.bytes.length
    this.unsyncedBytes += entry.bytes.length
  }

  /** The first of them are, or must be seen to elsewhere. */
  take(many: number): readonly Unsynced[] {
    const taken = this.#unsynced.splice(0, many)
    for (const { bytes } of taken) this.unsyncedBytes -= bytes.length
    return taken
  }
}
