import { readFile } from 'node:fs/promises'
import { type CatalogFile, readCatalog } from '@lucid-gateway/catalog'
import { LucidError, meters } from '@lucid-gateway/core'
import { nearest } from '@lucid-gateway/runtime'
import { parse, UsageError } from './arguments.ts'
import { print } from './print.ts'

/** Looks at a file of models before it is used. */
export async function run(args: readonly string[]): Promise<number> {
  const { positionals } = parse(args, {})
  const [what, file, more] = positionals
  if (what !== 'check' || file === undefined || more !== undefined)
    throw new UsageError('Say which file: catalog check FILE.')
  const { models } = await readCatalog(await textOf(file), file)
  const days = models.flatMap(({ asOf, priced }) => [asOf, priced?.asOf].flatMap(day => day ?? [])).toSorted()
  const providers = new Set(models.map(({ provider }) => provider))
  const priced = models.filter(({ prices = [] }) => prices.length > 0).length
  print(
    models.length === 0
      ? `${file} is right, and empty.`
      : `${file} is right: ${models.length} model(s) of ${[...providers].join(', ')}, ${priced} with prices, as of ${days[0]} to ${days.at(-1)}.`,
  )
  for (const line of strangeMeters(models)) print(line)
  return 0
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new LucidError('not_found', `${file} can not be read: ${(cause as Error).message}.`, {
      reason: 'no_file',
      hint: 'Name the file that catalog.file is to name: catalog check prices.json.',
      cause,
    })
  })
}

/** A plugin may have meters of its own. What looks like one of ours and is none would be a price that never counts. */
function strangeMeters(models: CatalogFile['models']): readonly string[] {
  return models.flatMap(({ provider, id, prices = [] }) =>
    prices.flatMap(({ meter }) => {
      if (Object.hasOwn(meters, meter)) return []
      const [near] = nearest(meter, Object.keys(meters), 1)
      const meant = near === undefined ? '' : `; did you mean "${near}"?`
      return `note: ${provider}/${id} has a price for "${meter}", which counts only where its plugin has such a meter${meant}`
    }),
  )
}
