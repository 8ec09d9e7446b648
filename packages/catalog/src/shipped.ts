import type { CatalogLayer } from './catalog.ts'
import type { CatalogFile } from './entry.ts'
import data from './dated/models.json' with { type: 'json' }

/** The data of this release. A test holds it to the schema, so that no start has to. */
export const shipped: CatalogLayer = Object.freeze({
  from: 'release',
  entries: (data as unknown as CatalogFile).models,
})
