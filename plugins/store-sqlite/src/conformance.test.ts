import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PortSubject, testLedger, testStore } from '@lucid-gateway/testkit'
import { openSqlite, type Sqlite } from './index.ts'

async function opened<Port>(pick: (sqlite: Sqlite) => Port): Promise<PortSubject<Port>> {
  const folder = await mkdtemp(join(tmpdir(), 'lucid-sqlite-'))
  const sqlite = openSqlite({ file: join(folder, 'lucid.db') })
  return {
    port: pick(sqlite),
    now: Date.now,
    advance: async () => {},
    async dispose() {
      await sqlite.close()
      await rm(folder, { recursive: true })
    },
  }
}

testStore('SQLite', () => opened(({ store }) => store))
testLedger('SQLite', () => opened(({ ledger }) => ledger))
