const mark = 'gemini-call-'

/** Older models give their calls no ids. Those that are made here are told by their beginning, and never sent back. */
export class CallIds {
  readonly #of: string
  #made = 0
  #last = ''

  /** `of` tells the answer, or the place in a request; ids are unique within a conversation if it is. */
  constructor(of: string) {
    this.#of = of.replace(/[^\w-]/g, '').slice(-longest)
  }

  /** The id of the last call; empty if there was none. */
  get last(): string {
    return this.#last
  }

  /** The id of a call, made if it has none. */
  idOf({ id }: { readonly id?: unknown }): string {
    this.#last = typeof id === 'string' && id !== '' ? id : `${mark}${this.#of}-${this.#made++}`
    return this.#last
  }
}

/** Other vendors take ids of up to 40 characters. */
const longest = 24

export function isMadeId(id: string): boolean {
  return id.startsWith(mark)
}
