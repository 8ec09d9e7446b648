import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../config/load-config.ts'
import { checkReferences } from '../config/check-references.ts'
import { collectPlugins } from './collect-plugins.ts'
import { loadPlugin } from './load-plugin.ts'
import { howToInstall } from './package-named.ts'

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lucid-named-'))
  const head = { id: 'acme', abi: 1, capabilities: [], credentials: {} }
  await add('@lucid-gateway/provider-acme', { keywords: ['lucid-plugin'], lucid: head })
  await add('bolt', {})
  const dependencies = { '@lucid-gateway/provider-acme': '1.0.0', bolt: '1.0.0' }
  await writeFile(join(cwd, 'package.json'), JSON.stringify({ dependencies }))
})
afterAll(() => rm(cwd, { recursive: true }))

async function add(name: string, more: object): Promise<void> {
  const folder = join(cwd, 'node_modules', name)
  await mkdir(folder, { recursive: true })
  const manifest = { name, version: '1.0.0', type: 'module', exports: './index.js', ...more }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'index.js'), 'export default class {}')
}

describe('a plugin that is not there', () => {
  const here = 'Write "@lucid-gateway/provider-acme", which is the name of its package.'
  const other = (name: string): string =>
    `A plugin is named by its package. Install it (npm install ${name}) and write "${name}".`

  it.each([
    ['acme', here],
    ['provider-acme', here],
    ['@lucid-gateway/acme', here],
    ['@lucid-gateway/provider-acmee', here],
    ['zenith', other('@lucid-gateway/provider-zenith')],
    ['store-zenith', other('@lucid-gateway/store-zenith')],
    ['@lucid-gateway/provider-zenith', 'Install it: npm install @lucid-gateway/provider-zenith'],
    ['lucid-provider-zenith', 'Install it: npm install lucid-provider-zenith'],
    ['@somebody/zenith', 'Install it: npm install @somebody/zenith'],
  ])('%s', (word, said) => {
    expect(howToInstall(word, cwd)).toBe(said)
  })

  it('is not taken for the package of another that has its name', async () => {
    await expect(loadPlugin('bolt', cwd)).rejects.toMatchObject({
      message: 'Plugin "bolt": the package of that name is no plugin.',
      hint: other('@lucid-gateway/provider-bolt'),
    })
  })

  it('by path says where it was looked for', async () => {
    await expect(loadPlugin('./gone.ts', cwd)).rejects.toMatchObject({
      hint: `There is nothing to import at ${join(cwd, 'gone.ts')}.`,
    })
  })
})

describe('an account whose provider is not among the plugins', () => {
  it.each([
    ['zenith', /there is no plugin "zenith"; there are none\. .*npm install @lucid-gateway\/provider-zenith/],
    ['acme', /there is no plugin "acme"; .*Write "@lucid-gateway\/provider-acme" under plugins/],
  ])('%s: says how to have it', async (provider, said) => {
    const value = { plugins: [], accounts: { eu: { provider } } }
    const configured = await loadConfig({ cwd, env: {}, value })
    const collected = await collectPlugins({ cwd, configured })
    expect(() => checkReferences(configured, collected, cwd)).toThrow(said)
  })
})
