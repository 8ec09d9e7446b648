import { readFile } from 'node:fs/promises'
import { checkPlugin, type Manifest, manifestOf, pluginKeyword } from '@lucid-gateway/core'
import { ensure, ensureSame } from '../conformance/check.ts'
import { hostsOf } from '../conformance/trial.ts'
import { scenario } from './scenario.ts'

/** The head says what the code is, and can be written as data. */
export const manifest = scenario({
  name: 'manifest',
  async run({ plugin, config, packageJson, start }) {
    checkPlugin(plugin, { from: packageJson?.pathname ?? 'plugin' })
    const head = manifestOf(plugin)
    ensureSame(JSON.parse(JSON.stringify(head)), head, 'The head of the plugin must be plain data.')
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
