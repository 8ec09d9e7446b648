import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { GenerationService } from '../generation-service.ts'
import { findPlugin } from './find-plugin.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-application-'))
  await install('lucid-plugin-acme', plugin)
  await install('lucid-plugin-broken', "import 'nothing-of-that-name'")
})
afterAll(() => rm(folder, { recursive: true }))

const plugin = `export default {
  id: 'acme', abi: 1, credentials: {}, hosts: [], neverFallback: false,
  models: [{ id: 'one', capabilities: ['image'] }],
  capabilities: { image: IMAGE },
  setup: ({ provide }) => provide({ image: { generate: async () => ({ images: [], usage: { meters: {} } }) } }),
}`

async function install(name: string, code: string): Promise<void> {
  const home = join(folder, 'node_modules', name)
  await mkdir(home, { recursive: true })
  await writeFile(join(home, 'package.json'), JSON.stringify({ name, type: 'module', exports: './index.js' }))
  const image = `{ id: 'image', description: 'x', request: { '~standard': { version: 1, vendor: 'x', validate: value => ({ value }) } }, meters: [], modes: ['unary'], draft: false, commits: () => true }`
  await writeFile(join(home, 'index.js'), code.replace('IMAGE', image))
}

it('finds a package that the application has, and this one has not', async () => {
  expect(await findPlugin('acme', 'lucid-plugin-acme', folder)).toMatchObject({ id: 'acme' })
  await using service = new GenerationService({ acme: { package: 'lucid-plugin-acme' } }, { folder })
  const provider = await service.getProvider('acme')
  expect(provider.getSupportedFeatures().models).toEqual(['one'])
})

it('says of a package that is there what keeps it from being loaded, not that it is missing', async () => {
  await expect(findPlugin('broken', 'lucid-plugin-broken', folder)).rejects.toMatchObject({
    reason: 'plugin_load',
    message: expect.stringContaining('nothing-of-that-name'),
  })
})

it('says of one that is nowhere what to install, and where', async () => {
  await expect(findPlugin('nobody', '@lucid-gateway/provider-nobody', folder)).rejects.toMatchObject({
    reason: 'provider_not_installed',
    hint: `Install it in ${folder} (npm install @lucid-gateway/provider-nobody), or hand its plugin over by registerProvider.`,
  })
})
