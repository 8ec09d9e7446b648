import { LucidError, type Store } from '@lucid-gateway/core'
import { memoryStore } from '@lucid-gateway/core/engine'

export interface FaultyStore extends Store {
  /** While it is set, whatever is asked of it fails with that reason. */
  fault: string | undefined
  /** While it is set, whatever is asked of it waits. */
  hangs: boolean
  /** Answers what has been waiting. */
  wake(): void
}

/** A Store that fails, or does not answer, while a test wants it to. */
export function faultyStore(kept: Store = memoryStore()): FaultyStore {
  let waiting: (() => void)[] = []
  async function asked<T>(ask: () => Promise<T>): Promise<T> {
    if (faulty.hangs) await new Promise<void>(resolve => waiting.push(resolve))
    if (faulty.fault !== undefined)
      throw new LucidError('unavailable', 'The store is away.', { reason: faulty.fault })
    return ask()
  }
  const faulty: FaultyStore = {
    fault: undefined,
    hangs: false,
    wake() {
      faulty.hangs = false
      for (const resolve of waiting) resolve()
      waiting = []
    },
    get: (...args) => asked(() => kept.get(...args)),
    insert: (...args) => asked(() => kept.insert(...args)),
    update: (...args) => asked(() => kept.update(...args)),
    delete: (...args) => asked(() => kept.delete(...args)),
    list: (...args) => asked(() => kept.list(...args)),
    close: () => kept.close(),
  }
  return faulty
}
