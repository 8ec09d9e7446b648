/** Lets so many through at once, and so many of each key; who waits comes in turn, but for a key that is full. */
export class SendGate {
  readonly #mostInAll: number
  readonly #mostPerKey: number
  readonly #inside = new Map<string, number>()
  readonly #waiting = new Set<{ readonly key: string; readonly enter: () => void }>()
  #all = 0

  constructor(mostInAll: number, mostPerKey: number) {
    this.#mostInAll = mostInAll
    this.#mostPerKey = mostPerKey
  }

  /** Runs work once there is room for it. Who stops waiting (`leave`) is not let in. */
  async through<T>(key: string, work: () => Promise<T>, leave: Promise<never>): Promise<T> {
    if (this.#hasRoom(key)) this.#enter(key)
    else await this.#wait(key, leave)
    try {
      return await work()
    } finally {
      this.#leave(key)
    }
  }

  async #wait(key: string, leave: Promise<never>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const place = { key, enter: resolve }
    this.#waiting.add(place)
    try {
      await Promise.race([promise, leave])
    } catch (thrown) {
      if (!this.#waiting.delete(place)) this.#leave(key)
      throw thrown
    }
  }

  #hasRoom(key: string): boolean {
    return this.#all < this.#mostInAll && (this.#inside.get(key) ?? 0) < this.#mostPerKey
  }

  #enter(key: string): void {
    this.#all++
    this.#inside.set(key, (this.#inside.get(key) ?? 0) + 1)
  }

  #leave(key: string): void {
    this.#all--
    const left = (this.#inside.get(key) ?? 1) - 1
    if (left > 0) this.#inside.set(key, left)
    else this.#inside.delete(key)
    for (const place of this.#waiting) {
      if (this.#all >= this.#mostInAll) return
      if (!this.#hasRoom(place.key)) continue
      this.#waiting.delete(place)
      this.#enter(place.key)
      place.enter()
    }
  }
}
