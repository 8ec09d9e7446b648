import type { State } from '@lucid-gateway/core'
import { Remembered } from '../../../shares/remembered.ts'

/** Where an id comes from that an answer gave out. */
export interface IdOrigin {
  /** The name of the key that made the answer; empty while callers need none. */
  readonly key: string
  /** The account whose vendor keeps it; absent where the gateway itself does. */
  readonly account?: string
  /** The answer that the id is of, or is in. */
  readonly response: string
}

/** Remembers whose the ids are that answers gave out, so that they lead back to the same account, and nobody else to them. */
export interface GivenIds {
  remember(items: readonly string[], origin: IdOrigin): void | Promise<void>
  find(id: string): Promise<IdOrigin | undefined>
  forget(id: string): Promise<void>
}

/** OpenAI keeps answers for 30 days. */
export const keptMs = 30 * 24 * 60 * 60 * 1000
const most = 100_000

/** `State` may be shared with other processes; each bounds what it adds to it, at the cost of the key that adds the most. */
export function createGivenIds(state: State, mostIds = most): GivenIds {
  const mine = new Remembered()

  function add(id: string, value: string, owner: string): void | Promise<void> {
    mine.add(id, owner)
    const oldest = mine.size > mostIds ? mine.oldestOfMost() : undefined
    if (oldest !== undefined) {
      mine.remove(oldest)
      void state.delete(keyOf(oldest))
    }
    return state.set(keyOf(id), value, keptMs)
  }

  /** An id that another key has already stays with it: some vendors let callers choose ids. */
  function addIfFree(id: string, value: string, owner: string): void | Promise<void> {
    const known = state.get(keyOf(id))
    if (known === undefined) return add(id, value, owner)
    if (typeof known === 'string') return isOf(owner, known) ? add(id, value, owner) : undefined
    return known.then(text => (text === undefined || isOf(owner, text) ? add(id, value, owner) : undefined))
  }

  return {
    remember(items, origin) {
      const value = JSON.stringify(origin)
      const pending = [origin.response, ...items]
        .map(id => addIfFree(id, value, origin.key))
        .filter(each => each !== undefined)
      return pending.length > 0 ? Promise.all(pending).then(() => {}) : undefined
    },
    async find(id) {
      const value = await state.get(keyOf(id))
      return value === undefined ? undefined : (JSON.parse(value) as IdOrigin)
    },
    async forget(id) {
      mine.remove(id)
      await state.delete(keyOf(id))
    },
  }
}

function isOf(owner: string, value: string): boolean {
  return (JSON.parse(value) as IdOrigin).key === owner
}

function keyOf(id: string): string {
  return `responses:${id}`
}
