import { resolve } from 'node:path'
import type { Ledger, Store } from '@lucid-gateway/core'
import { openLink } from './link/link.ts'
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
  /** Resolves once the file is open and its schema is up to date; rejects where another process has it. */
  readonly ready: Promise<void>
  /** Waits for what was asked for. Closing either port closes nothing. */
  close(): Promise<void>
}

/** Opens in a thread of its own; what is asked for before that is done waits for it. */
export function openSqlite({ file: path }: SqliteOptions): Sqlite {
  const file = resolve(path)
  const link = openLink(file)
  const close = async (): Promise<void> => {}
  return {
    file,
    ready: link.ready,
    store: { ...storeOn(link), close },
    ledger: { ...ledgerOn(link), close },
    close: () => link.close(),
  }
}
