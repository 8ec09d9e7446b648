import type { ReplicateBehaviour, ReplicateStep } from './behaviour.ts'
import type { Prediction } from './prediction.ts'

export interface StoredFile {
  readonly id: string
  readonly account: string
  readonly name: string
  readonly type: string
  readonly bytes: Buffer
  readonly metadata: object
  readonly createdAt: number
}

/** What the vendor keeps between requests. */
export class State {
  readonly predictions = new Map<string, Prediction>()
  readonly files = new Map<string, StoredFile>()
  readonly #script: ReplicateBehaviour[] = []
  readonly now: () => number
  readonly pageSize: number

  constructor(now: () => number, pageSize: number) {
    this.now = now
    this.pageSize = pageSize
  }

  script(behaviours: readonly ReplicateBehaviour[]): void {
    this.#script.push(...behaviours)
  }

  /** The behaviour that waits for the next request of this step. */
  take(step: ReplicateStep): ReplicateBehaviour | undefined {
    const at = this.#script.findIndex(({ on = 'create' }) => on === step)
    return at < 0 ? undefined : this.#script.splice(at, 1)[0]
  }

  clear(): void {
    this.predictions.clear()
    this.files.clear()
    this.#script.length = 0
  }
}
