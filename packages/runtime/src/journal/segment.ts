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
  readonly unsynced: Unsynced[] = []

  constructor(number: number, file: number) {
    this.number = number
    this.file = file
  }

  get unsyncedBytes(): number {
    let sum = 0
    for (const { bytes } of this.unsynced) sum += bytes.length
    return sum
  }
}
