import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load-config.ts'
import { type CollectedPlugins, collectPlugins, pluginOf } from './collect-plugins.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lucid-discovery-'))
})
afterEach(() => rm(cwd, { recursive: true }))

interface Package {
  readonly manifest?: object
  readonly keywords?: readonly string[]
  readonly exports?: unknown
  readonly code?: string
}

const code = (id: string, more = ''): string =>
  `export default { id: '${id}', abi: 1, capabilities: {}, credentials: {}, hosts: [], models: [], neverFallback: false, setup() {}, ${more} }`

async function project(
  packages: Readonly<Record<string, Package>>,
  dependencies = Object.keys(packages),
): Promise<void> {
  const versions = Object.fromEntries(dependencies.map(name => [name, '1.0.0']))
  await writeFile(join(cwd, 'package.json'), JSON.stringify({ name: 'project', dependencies: versions }))
  for (const [
    name,
    { manifest, keywords = ['lucid-plugin'], exports = './index.js', code: text },
  ] of Object.entries(packages)) {
    const folder = join(cwd, 'node_modules', name)
    await mkdir(folder, { recursive: true })
    const content = {
      name,
      version: '1.2.3',
      type: 'module',
      keywords,
      exports,
      ...(manifest ? { lucid: manifest } : {}),
    }
    await writeFile(join(folder, 'package.json'), JSON.stringify(content))
    await writeFile(join(folder, 'index.js'), text ?? code(name))
  }
}

async function collect(
  env: Readonly<Record<string, string>> = {},
  config?: Config,
): Promise<CollectedPlugins> {
  const configured = await loadConfig({ cwd, env, ...(config ? { value: config } : {}) })
  return collectPlugins({ cwd, configured })
}

const ids = ({ plugins }: CollectedPlugins): readonly string[] => plugins.map(plugin => pluginOf(plugin).id)
const needs = (...env: readonly string[]) => ({ apiKey: { env, required: true } })

describe('without a list of plugins', () => {
  it('those direct dependencies are enabled that are plugins and whose secrets are set', async () => {
    await project({
      ready: {
        manifest: { id: 'ready', abi: 1, capabilities: ['chat'], credentials: needs('A_KEY', 'B_KEY') },
      },
      lacking: {
        manifest: { id: 'lacking', abi: 1, capabilities: [], credentials: needs('C_KEY') },
        code: 'throw new Error("was imported")',
      },
      other: { keywords: ['something'], code: 'throw new Error("was imported")' },
    })
    const collected = await collect({ B_KEY: 'x' })
    expect(ids(collected)).toEqual(['ready'])
    expect(collected.reports).toEqual([
      expect.objectContaining({ name: 'ready', version: '1.2.3', state: 'enabled', from: 'package.json' }),
      expect.objectContaining({ name: 'lacking', state: 'skipped', why: 'C_KEY is not set' }),
    ])
  })

  it('one of whose secrets any will do needs one of them', async () => {
    const credentials = {
      apiKey: { env: ['C_KEY', 'D_KEY'], required: false },
      account: { env: ['E_FILE'], required: false },
    }
    await project({ either: { manifest: { id: 'either', abi: 1, capabilities: [], credentials } } })
    expect((await collect()).reports).toEqual([
      expect.objectContaining({ name: 'either', state: 'skipped', why: 'C_KEY is not set' }),
    ])
    expect(ids(await collect({ D_KEY: 'x' }))).toEqual(['either'])
    expect(ids(await collect({ E_FILE: 'x' }))).toEqual(['either'])
  })

  it('a store is left for where the config names one, with a head and without, and the demo serves', async () => {
    const head = { id: 'notes', abi: 1, capabilities: [], credentials: {}, ports: ['store', 'ledger'] }
    await project({
      notes: { manifest: head, code: 'throw new Error("was imported")' },
      unbuilt: { code: code('unbuilt', "ports: ['store']") },
    })
    const collected = await collect()
    expect(ids(collected)).toEqual(['demo'])
    expect(collected.reports.slice(0, 2)).toEqual(
      ['notes', 'unbuilt'].map(name =>
        expect.objectContaining({ state: 'skipped', why: expect.stringContaining(`plugin: ${name} }`) }),
      ),
    )
  })

  it('a transitive dependency is left alone', async () => {
    await project({ direct: {}, transitive: {} }, ['direct'])
    expect(ids(await collect())).toEqual(['direct'])
  })

  it('one that names no head is imported to learn what it needs', async () => {
    const credentials = "credentials: { apiKey: { kind: 'secret', env: ['C_KEY'], required: true } }"
    await project({ unbuilt: { code: code('unbuilt', credentials) } })
    expect((await collect()).reports).toEqual([
      expect.objectContaining({ id: 'unbuilt', state: 'skipped', why: 'C_KEY is not set' }),
    ])
    expect(ids(await collect({ C_KEY: 'x' }))).toEqual(['unbuilt'])
  })

  it('the last resort comes last, wherever it stands', async () => {
    await project({ demo: { code: code('demo', 'neverFallback: true') }, real: {} })
    expect(ids(await collect())).toEqual(['real', 'demo'])
  })

  it('an account that brings its own secret enables its plugin', async () => {
    await project({
      lacking: { manifest: { id: 'lacking', abi: 1, capabilities: [], credentials: needs('C_KEY') } },
    })
    const accounts = { eu: { provider: 'lacking', credentials: { apiKey: 'env:EU_KEY' } } }
    expect(ids(await collect({}, { accounts }))).toEqual(['lacking'])
  })

  it('a package that only has the condition "import" is found', async () => {
    await project({ modern: { exports: { '.': { import: './index.js' } } } })
    expect(ids(await collect())).toEqual(['modern'])
  })
})

describe('with a list of plugins', () => {
  it('exactly those are used, by package, by path, and under another name', async () => {
    await project({ listed: {}, unlisted: {} })
    await writeFile(join(cwd, 'own.mjs'), code('own'))
    const collected = await collect(
      {},
      { plugins: ['listed', './own.mjs', { plugin: './own.mjs', as: 'own-eu', weight: 2 }] },
    )
    expect(ids(collected)).toEqual(['listed', 'own', 'own'])
    expect(collected.plugins[2]).toMatchObject({ kind: 'use', as: 'own-eu', options: { weight: 2 } })
  })

  it('one that is not there says how to get it', async () => {
    await project({})
    const [report] = (await collect({}, { plugins: ['@somebody/lucid-x'] })).reports
    expect(report).toMatchObject({
      state: 'failed',
      error: { hint: 'Install it: npm install @somebody/lucid-x' },
    })
  })

  it('a store among them is told where it belongs', async () => {
    await project({ notes: { code: code('notes', "ports: ['store']") } })
    const collected = await collect({}, { plugins: ['notes'] })
    expect(ids(collected)).toEqual([])
    expect(collected.reports[0]).toMatchObject({
      state: 'failed',
      error: { reason: 'plugin_is_store', hint: expect.stringContaining('store: { plugin: notes }') },
    })
  })

  it('one that is required stops everything', async () => {
    await project({})
    await expect(collect({}, { plugins: [{ plugin: './gone.mjs', required: true }] })).rejects.toThrow(
      /gone\.mjs/,
    )
  })

  it('of two with one id the first is kept, and the other named', async () => {
    await project({ one: { code: code('same') }, two: { code: code('same') } })
    const collected = await collect()
    expect(ids(collected)).toEqual(['same'])
    expect(collected.reports[1]).toMatchObject({
      name: 'two',
      state: 'skipped',
      why: expect.stringContaining('"same"'),
    })
  })
})
