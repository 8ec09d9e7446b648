import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import {
  type Catalog,
  type CatalogEntry,
  type CatalogFile,
  createCatalog,
  type PriceOrigin,
  readCatalog,
  shipped,
} from '@lucid-gateway/catalog'
import { fromUnknown, type Log } from '@lucid-gateway/core'
import type { CardSource } from '@lucid-gateway/runtime'
import { configError } from '../config/config-problem.ts'
import type { Settings } from '../config/config.ts'
import type { Configured } from '../config/load-config.ts'

/** What is known of models by config, file and release. */
export interface HostCatalog extends CardSource {
  /** Who says what a model costs, once its account has been asked about. */
  originOf(account: string, model: string): PriceOrigin | undefined
  /** The operator's own file, where there is one. */
  readonly file?: string
}

export async function openCatalog(
  { settings, file: config }: Pick<Configured, 'settings' | 'file'>,
  cwd: string,
  log: Log,
): Promise<HostCatalog> {
  const { file: named, models = {} } = settings.catalog
  const file = named === undefined ? undefined : resolve(config === undefined ? cwd : dirname(config), named)
  const own = file === undefined ? [] : (await readFileAt(file, config)).models
  const catalog = createCatalog([
    { from: 'config', entries: entriesOf(models) },
    { from: 'file', entries: own },
    shipped,
  ])
  return { ...told(catalog, log), ...(file === undefined ? {} : { file }) }
}

function entriesOf(models: NonNullable<Settings['catalog']['models']>): readonly CatalogEntry[] {
  return Object.entries(models).map(([ref, said]) => {
    const slash = ref.indexOf('/')
    return { ...said, provider: ref.slice(0, slash), id: ref.slice(slash + 1) }
  })
}

async function readFileAt(file: string, config: string | undefined): Promise<CatalogFile> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (thrown) {
    throw configError([
      {
        file: config ?? 'config',
        key: 'catalog.file',
        message: `can't be read: ${fromUnknown(thrown).message}`,
      },
    ])
  }
  return readCatalog(text, file)
}

/** Remembers who said what, and tells of entries that do nothing. */
function told(catalog: Catalog, log: Log): Omit<HostCatalog, 'file'> {
  const origins = new Map<string, ReadonlyMap<string, PriceOrigin>>()
  return {
    layOver(subject) {
      const laid = catalog.layOver(subject)
      origins.set(subject.account, laid.origins)
      for (const model of laid.unplaced)
        log.warn('an entry of the catalog does nothing: no plugin knows the model', {
          account: subject.account,
          model,
          hint: 'Say what it can do: capabilities: [chat].',
        })
      return laid
    },
    originOf: (account, model) => origins.get(account)?.get(model),
  }
}
