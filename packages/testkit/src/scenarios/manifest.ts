import { readFile } from 'node:fs/promises'
import { checkPlugin, type Manifest, manifestOf, type Plugin, pluginKeyword } from '@lucid-gateway/core'
import { ensure, ensureSame } from '../conformance/check.ts'
import { hostsOf } from '../conformance/trial.ts'
import { checkOptionRules } from '../conformance/option-rules.ts'
import { scenario } from './scenario.ts'

/** The head says what the code is, and can be written as data. */
export const manifest = scenario({
  name: 'manifest',
  async run({ plugin, config, packageJson, start }) {
    checkPlugin(plugin, { from: packageJson?.pathname ?? 'plugin' })
    const head = manifestOf(plugin)
    ensureSame(JSON.parse(JSON.stringify(head)), head, 'The head of the plugin must be plain data.')
    checkCards(plugin)
    await checkOptionRules(plugin)
    const trial = await start()
    await trial.dispose()
    const checked = await plugin.config?.['~standard'].validate(config ?? {})
    const settings = checked && !checked.issues ? checked.value : {}
    for (const host of hostsOf(plugin, settings)) {
      ensure(
        /^[^/\s@]+$/.test(host),
        `hosts has "${host}"; write "host" or "host:port", without scheme or path.`,
      )
    }
    if (packageJson) await checkPackage(packageJson, head)
  },
})

/** What is misspelt on a card is not missed by anybody until the bill comes. */
function checkCards({ models, capabilities }: Plugin): void {
  const seen = new Set<string>()
  for (const { id, capabilities: served, prices = [] } of models) {
    ensure(!seen.has(id), `There are two cards of the model "${id}".`)
    seen.add(id)
    const meters = new Set(served.flatMap(each => capabilities[each]?.meters ?? []))
    for (const { meter, per } of prices) {
      ensure(
        meters.has(meter),
        `The card of "${id}" has a price for "${meter}", and no such meter; there are ${[...meters].join(', ')}.`,
      )
      ensure(per > 0, `The card of "${id}" has a price of ${meter} for ${per} units.`)
    }
  }
}

async function checkPackage(file: URL, head: Manifest): Promise<void> {
  const { lucid, keywords } = JSON.parse(await readFile(file, 'utf8')) as {
    readonly lucid?: unknown
    readonly keywords?: readonly string[]
  }
  ensure(
    keywords?.includes(pluginKeyword),
    `package.json lacks the keyword "${pluginKeyword}", by which a host finds the plugin.`,
  )
  ensureSame(
    lucid,
    head,
    'The head in package.json is not that of the plugin. Write into it: "lucid": ' + JSON.stringify(head),
  )
}
