/** Wakes whoever waits for it. Who stops waiting leaves nothing behind, as a race with a promise that lives long would. */
export class Bell {
  #waiting = new Set<() => void>()

  ring(): void {
    const waiting = this.#waiting
    this.#waiting = new Set()
    for (const wake of waiting) wake()
  }

  /** `heard` resolves when it rings the next time, or with `leave`. */
  listen(): { readonly heard: Promise<void>; readonly leave: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.add(resolve)
    const leave = (): void => {
      this.#waiting.delete(resolve)
      resolve()
    }
    return { heard: promise, leave }
  }
}
