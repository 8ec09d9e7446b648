import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Ledger, Store } from '@lucid-gateway/core'
import { closedError, type Link, openLink } from './link/link.ts'
import { ledgerOn, storeOn } from './link/ports.ts'

export interface SqliteOptions {
  /** Made where it is not there, with its folder. Beside it are files of its own name: `-wal`, `-shm`, `.lock`, `.owner`. */
  readonly file: string
}

/** Store and ledger in one file. */
export interface Sqlite {
  readonly file: string
  readonly store: Store
  readonly ledger: Ledger
  /** Opens the file now, rather than when it is first needed. Rejects where another process has it. */
  open(): Promise<void>
  /** Waits for what was asked for. Closing either port closes nothing. */
  close(): Promise<void>
}

/** The file is opened when it is first needed, in a thread of its own. */
export function openSqlite({ file: path }: SqliteOptions): Sqlite {
  const file = resolve(path)
  let link: Link | undefined
  let closed = false
  const opened = (): Link => {
    if (closed && !link) throw closedError(file)
    link ??= openLink(file)
    return link
  }
  const lazily: Pick<Link, 'ask'> = { ask: async (op, ...args) => opened().ask(op, ...args) }
  const close = async (): Promise<void> => {}
  const store = storeOn(lazily)
  const ledger = ledgerOn(lazily)
  const isNothing = (): boolean => !link && !closed && !existsSync(file)
  return {
    file,
    store: {
      ...store,
      // Asking after what is not there makes no file.
      get: async (table, id) => (isNothing() ? undefined : store.get(table, id)),
      list: async (table, query) => (isNothing() ? [] : store.list(table, query)),
      close,
    },
    ledger: {
      ...ledger,
      forget: async (before, most) => (isNothing() ? 0 : ledger.forget(before, most)),
      close,
    },
    open: async () => opened().ready,
    async close() {
      closed = true
      await link?.close()
    },
  }
}
