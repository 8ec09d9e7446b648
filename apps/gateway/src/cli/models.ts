import { createRuntime, type ModelEntry } from '@lucid-gateway/runtime'
import type { HostCatalog } from '../catalog/open-catalog.ts'
import { pricedOn, priceText } from '../catalog/price-text.ts'
import { refOf } from '../calls/visible-models.ts'
import { parse, place, UsageError } from './arguments.ts'
import { prepare } from './prepare.ts'
import { columns, print } from './print.ts'

/** The models that can be called, what they cost, who says so and since when. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, { ...place, json: { type: 'boolean' } })
  if (positionals.length > 1) throw new UsageError('Name one model, or a part of its name.')
  const { runtimeOptions, catalog } = await prepare(values)
  const runtime = await createRuntime(runtimeOptions)
  const [wanted = ''] = positionals
  const entries = runtime.models().filter(entry => refOf(entry).includes(wanted))
  await runtime.close({ graceMs: 0 })
  if (values.json)
    print(
      JSON.stringify(
        entries.map(entry => factsOf(entry, catalog)),
        null,
        2,
      ),
    )
  else print(entries.length === 0 ? 'There is none.' : tableOf(entries, catalog))
  return 0
}

function tableOf(entries: readonly ModelEntry[], catalog: HostCatalog): string {
  return columns([
    ['MODEL', 'CAPABILITIES', 'PRICE, USD', 'SAID BY', 'AS OF', 'SOURCE', 'SHUT DOWN'],
    ...entries.map(entry => {
      const { card } = entry
      const { shutdown } = card
      return [
        refOf(entry),
        card.capabilities.join(', '),
        priceText(card.prices) || 'not known',
        originOf(entry, catalog) ?? '-',
        pricedOn(card) ?? '-',
        card.prices?.find(({ source }) => source !== undefined)?.source ?? '-',
        shutdown ? `${shutdown.on}${shutdown.successor ? ` (then ${shutdown.successor})` : ''}` : '-',
      ]
    }),
  ])
}

function factsOf(entry: ModelEntry, catalog: HostCatalog): object {
  const { account, provider, card } = entry
  const { quirks: _, options: __, prices, ...known } = card
  return {
    account,
    provider,
    ...known,
    prices: prices?.map(({ nanoUsd, ...price }) => ({ ...price, nanoUsd: nanoUsd.toString() })) ?? null,
    prices_said_by: originOf(entry, catalog) ?? null,
  }
}

function originOf({ account, card }: ModelEntry, catalog: HostCatalog): string | undefined {
  return catalog.originOf(account, card.id)
}
