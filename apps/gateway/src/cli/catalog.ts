import { readFile } from 'node:fs/promises'
import { readCatalog } from '@lucid-gateway/catalog'
import { parse, UsageError } from './arguments.ts'
import { print } from './print.ts'

/** Looks at a file of models before it is used. */
export async function run(args: readonly string[]): Promise<number> {
  const { positionals } = parse(args, {})
  const [what, file, more] = positionals
  if (what !== 'check' || file === undefined || more !== undefined)
    throw new UsageError('Say which file: catalog check FILE.')
  const { models } = await readCatalog(await readFile(file, 'utf8'), file)
  const days = models.flatMap(({ asOf, priced }) => [asOf, priced?.asOf].flatMap(day => day ?? [])).toSorted()
  const providers = new Set(models.map(({ provider }) => provider))
  const priced = models.filter(({ prices = [] }) => prices.length > 0).length
  print(
    models.length === 0
      ? `${file} is right, and empty.`
      : `${file} is right: ${models.length} model(s) of ${[...providers].join(', ')}, ${priced} with prices, as of ${days[0]} to ${days.at(-1)}.`,
  )
  return 0
}
