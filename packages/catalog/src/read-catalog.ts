import { LucidError } from '@lucid-gateway/core'
import type { CatalogFile } from './entry.ts'

/** How many faults of a file are told at once. */
const most = 10

/** Reads the text of a catalog file, and throws what is wrong with it and where. `file` is how messages name it. */
export async function readCatalog(text: string, file: string): Promise<CatalogFile> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw badCatalog(file, [`is no JSON: ${(error as Error).message}`])
  }
  const { catalogSchema, inWords } = await import('./schema.ts')
  const read = catalogSchema.safeParse(value, { error: inWords })
  if (!read.success) {
    throw badCatalog(
      file,
      read.error.issues.map(({ path, message }) => `${placeOf(value, path)}${message}`),
    )
  }
  const twice = namedTwice(read.data)
  if (twice !== undefined) throw badCatalog(file, [`says two things of ${twice}`])
  return read.data
}

/** With the model's name beside its place in the list: people look for names. */
function placeOf(value: unknown, path: readonly PropertyKey[]): string {
  if (path.length === 0) return ''
  const place = path.map(step => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')
  const models = (value as { readonly models?: readonly { readonly id?: unknown }[] }).models
  const id = path[0] === 'models' && typeof path[1] === 'number' ? models?.[path[1]]?.id : undefined
  return `${place.slice(1)}${typeof id === 'string' ? ` (${id})` : ''}: `
}

function namedTwice({ models }: CatalogFile): string | undefined {
  const seen = new Set<string>()
  for (const { provider, id } of models) {
    const ref = `${provider}/${id}`
    if (seen.has(ref)) return ref
    seen.add(ref)
  }
  return undefined
}

function badCatalog(file: string, faults: readonly string[]): LucidError {
  const shown = faults.slice(0, most).map(fault => `${file}: ${fault}`)
  const more = faults.length > most ? [`and ${faults.length - most} more`] : []
  return new LucidError('unavailable', `The catalog is bad:\n${[...shown, ...more].join('\n')}`, {
    recourse: 'none',
    reason: 'bad_catalog',
    param: 'catalog.file',
    hint: 'The guide "Models and prices" shows the format; `lucid catalog check FILE` reads one without using it.',
    details: { file, faults: faults.slice(0, most) },
  })
}
