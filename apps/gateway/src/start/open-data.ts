import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Log, LucidError } from '@lucid-gateway/core'
import { startPlugin } from '@lucid-gateway/core/engine'
import type { JournalOptions, Ports } from '@lucid-gateway/runtime'
import { keepsLedger } from '../config/keeps-ledger.ts'
import type { Configured } from '../config/load-config.ts'
import { dataDirOf } from './data-dir.ts'
import { storeConfig } from '../config/store-config.ts'
import { isWritable } from './is-writable.ts'

/** What outlives the process. */
export interface Data {
  readonly ports: Pick<Ports, 'blobs'> & Partial<Pick<Ports, 'store' | 'ledger'>>
  /** Absent where the ledger does not outlive the process either. */
  readonly journal?: JournalOptions | 'store'
  close(): Promise<void>
}

/** Where the embedded database is, by config, or in the data folder. */
export function databaseFile(
  { settings: { store }, env, file }: Pick<Configured, 'settings' | 'env' | 'file'>,
  cwd: string,
): string {
  if (store === undefined || store === false || store.file === undefined)
    return join(dataDirOf(cwd, env), 'lucid.db')
  return resolve(file === undefined ? cwd : dirname(file), store.file)
}

/** The database is opened at once, so that a second gateway in the same folder is refused before it serves. */
export async function openData(configured: Configured, cwd: string, log: Log): Promise<Data> {
  const { store, journal = {}, ledger } = configured.settings
  const isKept = keepsLedger(configured.settings)
  const { folderBlobs } = await import('@lucid-gateway/runtime')
  const blobs = folderBlobs(join(dataDirOf(cwd, configured.env), 'artifacts'))
  if (store === false) return { ports: { blobs }, close: () => blobs.close() }
  const opened =
    store?.plugin === undefined
      ? await openEmbedded(databaseFile(configured, cwd))
      : await openPlugin(
          store.plugin,
          storeConfig(store.config, configured.env),
          configured.file ? dirname(configured.file) : cwd,
          log,
        )
  if (isKept && !opened.ports.ledger) {
    await opened.close()
    throw noLedger()
  }
  if (!opened.ports.store)
    log.warn('keys, budgets and jobs end with the process: the plugin of the store has a ledger alone')
  if (isKept) await tellWhereNothingIsKept(configured, cwd, log)
  return {
    ports: { blobs, ...(isKept ? opened.ports : withoutLedger(opened.ports)) },
    ...(isKept && opened.ports.ledger && ledger.mode === 'store' ? { journal: 'store' } : {}),
    ...(isKept && opened.ports.ledger && ledger.mode !== 'store' && journal
      ? { journal: { folder: join(dataDirOf(cwd, configured.env), 'journal'), ...journal } }
      : {}),
    async close() {
      await blobs.close()
      await opened.close()
    },
  }
}

/** Whoever wants none says so; budgets are refused then, and nobody looks for what was used in vain. */
function noLedger(): LucidError {
  return new LucidError(
    'conflict',
    'The plugin of the store has no ledger, so that what calls use would be lost.',
    {
      param: 'store.plugin',
      reason: 'store_without_ledger',
      recourse: 'none',
      hint: 'Name a plugin that has both, or say that none is to be kept: ledger: { on: false }.',
    },
  )
}

/** Where a call can't be written down it is not taken: better told at the start than by the first of them. */
async function tellWhereNothingIsKept(configured: Configured, cwd: string, log: Log): Promise<void> {
  const { store, journal, ledger } = configured.settings
  const folders = [
    ...(store === undefined || store === false || store.plugin === undefined
      ? [dirname(databaseFile(configured, cwd))]
      : []),
    ...(journal !== false && ledger.mode !== 'store' ? [dataDirOf(cwd, configured.env)] : []),
  ]
  for (const folder of new Set(folders))
    if (!(await isWritable(folder)))
      log.error(`the folder ${folder} can not be written, so no call is taken`, {
        hint: 'Have it writable by this process, or name another by LUCID_DATA_DIR. Under `store: false` calls are taken, and no ledger is kept.',
      })
}

function withoutLedger({ store }: Opened['ports']): Opened['ports'] {
  return store ? { store } : {}
}

type Opened = Pick<Data, 'close'> & { readonly ports: Partial<Pick<Ports, 'store' | 'ledger'>> }

async function openEmbedded(file: string): Promise<Opened> {
  const { openSqlite } = await import('@lucid-gateway/store-sqlite')
  let sqlite = openSqlite({ file })
  try {
    await sqlite.open()
  } catch (error) {
    await sqlite.close()
    if (existsSync(file) || (LucidError.is(error) && error.reason === 'store_in_use')) throw error
    // Where it can't be made, it is tried again when there is something to keep.
    sqlite = openSqlite({ file })
  }
  return { ports: { store: sqlite.store, ledger: sqlite.ledger }, close: () => sqlite.close() }
}

async function openPlugin(name: string, config: unknown, folder: string, log: Log): Promise<Opened> {
  const { loadPlugin } = await import('../discovery/load-plugin.ts')
  const { plugin } = await loadPlugin(name, folder)
  const instance = await startPlugin(plugin, { account: 'store', configAt: 'store.config', log, config })
  const { store, ledger } = instance.provision.ports ?? {}
  if (store || ledger) {
    return {
      ports: { ...(store ? { store } : {}), ...(ledger ? { ledger } : {}) },
      close: () => instance.dispose(),
    }
  }
  await instance.dispose()
  throw new LucidError('unavailable', `The plugin "${plugin.id}" has neither a store nor a ledger.`, {
    param: 'store.plugin',
    reason: 'plugin_without_store',
    recourse: 'none',
    hint: 'Name a plugin that provides ports, such as @lucid-gateway/store-sqlite.',
  })
}
