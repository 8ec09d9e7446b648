import type { JobStatus } from '@lucid-gateway/core'

/** The longest wait, in first ones. */
const mostGrowth = 10
const growth = 1.4
/** How long a vendor that reports by itself is trusted to do so. */
const reportedMs = 15_000

/** How long to wait before a vendor is asked again: what it says, else longer each time, and never all at once. */
export class Pace {
  readonly #random: () => number
  readonly #longestMs: number
  #waitMs: number
  #isReported = false

  constructor(random: () => number, firstMs: number) {
    this.#random = random
    this.#waitMs = firstMs
    this.#longestMs = firstMs * mostGrowth
  }

  /** The vendor reports by itself, so that asking is for when its reports do not come. */
  isToldOf(): void {
    this.#isReported = true
  }

  next(status: JobStatus): number {
    const usual = this.#isReported ? reportedMs : this.#waitMs
    this.#waitMs = Math.min(this.#longestMs, this.#waitMs * growth)
    const said = 'checkAfterMs' in status ? status.checkAfterMs : undefined
    const waitMs = said === undefined ? usual : Math.min(60_000, Math.max(100, said))
    return waitMs * (0.9 + 0.2 * this.#random())
  }
}
