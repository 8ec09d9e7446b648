import { type ErrorRecord, type Ledger, LucidError, type Store } from '@lucid-gateway/core'

/** A question of a child process, and the answer of its parent. */
export interface Asked {
  readonly id: number
  readonly op: string
  readonly args: readonly unknown[]
}
export interface Answered {
  readonly id: number
  readonly answer?: unknown
  readonly error?: ErrorRecord
}

const asked = new Map<number, PromiseWithResolvers<unknown>>()
let asks = 0
process.on('message', ({ id, answer, error }: Answered) => {
  const waiting = asked.get(id)
  asked.delete(id)
  if (!error) waiting?.resolve(answer)
  else {
    const { code, message, ...rest } = error
    waiting?.reject(new LucidError(code, message, rest))
  }
})

/** Asks the parent. */
export function ask<T>(op: string, ...args: readonly unknown[]): Promise<T> {
  const id = ++asks
  const waiting = Promise.withResolvers<unknown>()
  asked.set(id, waiting)
  process.send?.({ id, op, args } satisfies Asked)
  return waiting.promise as Promise<T>
}

/** A Store that the parent holds, and that outlives this process. */
export const parentStore: Store = {
  get: (...args) => ask('get', ...args),
  insert: (...args) => ask('insert', ...args),
  update: (...args) => ask('update', ...args),
  delete: (...args) => ask('delete', ...args),
  list: (...args) => ask('list', ...args),
  close: () => Promise.resolve(),
}

/** The same for what is added to a ledger. What it can't be asked it does not have. */
export const parentLedger = { add: rows => ask('add', rows), close: () => Promise.resolve() } as Ledger
