import { fromUnknown } from '../errors/from-unknown.ts'
import type { Log } from '../ports/log.ts'

type Dispose = () => void | Promise<void>

/** What a plugin wants run at its end, last in first out, each on its own. What comes after the end runs at once. */
export class Disposers {
  readonly #log: Log
  readonly #waiting: Dispose[] = []
  #ended = false

  constructor(log: Log) {
    this.#log = log
  }

  add(dispose: Dispose): void {
    if (this.#ended) void this.#run(dispose)
    else this.#waiting.push(dispose)
  }

  async end(): Promise<void> {
    this.#ended = true
    for (const dispose of this.#waiting.splice(0).toReversed()) await this.#run(dispose)
  }

  async #run(dispose: Dispose): Promise<void> {
    try {
      await dispose()
    } catch (thrown) {
      this.#log.error('a plugin failed to dispose', { message: fromUnknown(thrown).message })
    }
  }
}
