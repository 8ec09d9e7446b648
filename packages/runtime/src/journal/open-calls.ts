/**
 * What was written of the calls under way. It is written again at the head of each new segment, so that the older ones
 * can go once their rows are in the ledger.
 */
export class OpenCalls {
  readonly #texts = new Map<string, string[]>()

  add(call: string, text: string): void {
    const texts = this.#texts.get(call)
    if (texts) texts.push(text)
    else this.#texts.set(call, [text])
  }

  delete(call: string): void {
    this.#texts.delete(call)
  }

  get isEmpty(): boolean {
    return this.#texts.size === 0
  }

  texts(): readonly string[] {
    return [...this.#texts.values()].flat()
  }
}
