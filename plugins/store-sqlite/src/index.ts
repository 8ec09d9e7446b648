import { definePlugin } from '@lucid-gateway/core'
import { z } from 'zod'
import { openSqlite } from './open-sqlite.ts'

export type { Sqlite, SqliteOptions } from './open-sqlite.ts'
export { openSqlite } from './open-sqlite.ts'
export type { SumFault } from './ledger/sum-faults.ts'
export { backupFile, migrateFile, restoreFile } from './upkeep/files.ts'
export { readSqlite, type SqliteReader } from './upkeep/read-sqlite.ts'

/** A store and a ledger, as ports that a plugin provides. */
export default definePlugin({
  id: 'sqlite',
  abi: 1,
  name: 'SQLite',
  ports: ['store', 'ledger'],
  config: z.object({ file: z.string().min(1).default('data/lucid.db') }),
  async setup({ config, provide, onDispose }) {
    const sqlite = openSqlite(config)
    onDispose(() => sqlite.close())
    await sqlite.open()
    provide({ ports: { store: sqlite.store, ledger: sqlite.ledger } })
  },
})
