/** Makes the ids of the items of one answer. */
export class ItemIds {
  readonly #of: string
  #made = 0

  /** `of` is the id of the answer. */
  constructor(of: string) {
    this.#of = of.slice(of.indexOf('_') + 1)
  }

  next(prefix: 'msg' | 'fc' | 'ctc' | 'rs' | 'ig'): string {
    return `${prefix}_${this.#of}${(this.#made++).toString(36).padStart(2, '0')}`
  }
}
