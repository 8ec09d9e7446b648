import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPacked } from '../smoke/install-packed.ts'
import { blocksOf } from '../snippets/blocks.ts'
import { root } from '../workspace.ts'
import { faultyPlugins } from './faulty-plugins.ts'
import { followGuide } from './follow-guide.ts'
import { followStoreGuide } from './follow-store-guide.ts'
import { type ServedHost, startHost } from './served-host.ts'
import { startVendor, type Vendor } from './vendor.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

// Somebody who has only what is published writes a plugin, tests it, runs it, packs it and installs it.

let vendor: Vendor
let workshop: Workshop
/** The packed plugins, by package name. */
const packed: Record<string, string> = {}

beforeAll(async () => {
  vendor = await startVendor()
  workshop = await openWorkshop()
})
afterAll(async () => {
  await workshop?.[Symbol.asyncDispose]()
  await vendor?.[Symbol.asyncDispose]()
})

const keys = (): Record<string, string> => ({ MY_VENDOR_API_KEY: vendor.key, OWN_WIRE_API_KEY: vendor.key })
const hello = { messages: [{ role: 'user', content: 'Hello' }] }

async function chats(host: ServedHost, model: string): Promise<void> {
  const whole = await host.post('/v1/chat', { model, ...hello })
  expect(whole.json).toMatchObject({ result: { content: [{ type: 'text', text: 'Hello outside author.' }] } })
  const streamed = await host.post('/v1/chat/completions', { model, ...hello, stream: true })
  expect(streamed.text).toContain('outside ')
  expect(streamed.text.trimEnd().split('\n')).toContain('data: [DONE]')
}

async function echoes(host: ServedHost): Promise<void> {
  const answer = await host.post('/v1/run/x-echo', { model: 'echo/echo-1', text: 'Hi', times: 3 })
  expect(answer.json).toMatchObject({ provider: 'echo', result: { lines: ['Hi', 'Hi', 'Hi'] } })
  expect((await host.post('/v1/run/x-echo', { text: 'Hi' })).json).toMatchObject({
    result: { lines: ['Hi'] },
  })
  const refused = await host.post('/v1/run/x-echo', { text: 'Hi', times: 'often' })
  expect(refused).toMatchObject({ status: 400, json: { error: { code: 'invalid_request', param: 'times' } } })
  const { json } = await host.get('/openapi.json')
  expect(Object.keys((json as { paths: object }).paths)).toContain('/v1/run/x-echo')
}

describe.each([
  ['my-vendor', ['--url', 'https://api.vendor.example/v1'], chats],
  ['own-wire', ['--kind', 'wire'], chats],
  ['echo', ['--kind', 'capability'], echoes],
] as const)('the scaffold of %s', (name, options, works) => {
  let folder: string

  it('has five files and no version that only this workspace knows', async () => {
    folder = await workshop.scaffold(name, vendor.url, ...options)
    const files = (await readdir(folder, { recursive: true })).filter(file => file !== 'src')
    expect(files.filter(file => file !== 'lucid.config.json')).toHaveLength(5)
    expect(await readFile(join(folder, 'package.json'), 'utf8')).not.toContain('workspace:')
  })

  it('type-checks, and passes its tests', async () => {
    await workshop.run(folder, 'npm', 'run', 'check')
    expect(await workshop.run(folder, 'npm', 'test')).toMatch(/Tests .*\d+ passed/)
  })

  it('is served from its source', async () => {
    await using host = await startHost({
      cwd: folder,
      installed: workshop.folder,
      args: ['--plugin', './src/index.ts'],
      env: keys(),
    })
    await works(host, `${name}/${name}-1`)
  })

  it('is built and packed without its tests', async () => {
    const [report] = JSON.parse(await workshop.run(folder, 'npm', 'pack', '--json', '--silent')) as [
      { readonly filename: string; readonly files: readonly { readonly path: string }[] },
    ]
    const paths = report.files.map(({ path }) => path)
    expect(paths).toEqual(
      expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'package.json', 'README.md']),
    )
    expect(paths.filter(path => path.includes('.test.'))).toEqual([])
    packed[`lucid-provider-${name}`] = `file:${join(folder, report.filename)}`
  })
})

describe('the packed plugins', () => {
  it('are found and served by a packed host that they are installed beside', async () => {
    const folder = await installPacked(['@lucid-gateway/gateway'], packed)
    try {
      const account = (provider: string) => ({ provider, config: { baseUrl: vendor.url } })
      await writeFile(
        join(folder, 'lucid.config.json'),
        JSON.stringify({ accounts: { 'my-vendor': account('my-vendor'), 'own-wire': account('own-wire') } }),
      )
      await using host = await startHost({ cwd: folder, installed: folder, env: keys() })
      await chats(host, 'my-vendor/my-vendor-1')
      await chats(host, 'own-wire/own-wire-1')
      await echoes(host)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('the guide', () => {
  it('leads from nothing to a plugin that is tested, served and packed', async () => {
    const page = await readFile(join(root, 'docs', 'guides', 'write-a-plugin.md'), 'utf8')
    const answers: string[] = []
    await rm(join(workshop.folder, 'my-vendor'), { recursive: true })
    const { folder, packed } = await followGuide(blocksOf('write-a-plugin.md', page), {
      workshop,
      vendorUrl: vendor.url,
      start: cwd =>
        startHost({ cwd, installed: workshop.folder, args: ['--plugin', './src/index.ts'], env: keys() }),
      answered: text => answers.push(text),
    })
    expect(packed).toBe(true)
    await workshop.run(folder, 'npm', 'run', 'check')
    expect(answers).toHaveLength(1)
    expect(JSON.parse(answers[0] ?? '')).toMatchObject({
      provider: 'my-vendor',
      result: { content: [{ text: 'Hello outside author.' }], finish: { unified: 'stop', raw: 'stop' } },
    })
    expect(await readdir(folder)).toContain('lucid-provider-my-vendor-0.1.0.tgz')
  })
})

describe('the guide to stores', () => {
  it('leads from nothing to a store that passes its suites and that a gateway stands on', async () => {
    const page = await readFile(join(root, 'docs', 'guides', 'write-a-store.md'), 'utf8')
    const folder = await followStoreGuide(blocksOf('write-a-store.md', page), workshop)
    const flags =
      '--noEmit --strict --module nodenext --target esnext --skipLibCheck --types node --allowImportingTsExtensions'
    const tsc = join(workshop.folder, 'node_modules', '.bin', 'tsc')
    await workshop.run(folder, tsc, ...flags.split(' '), 'src/index.ts', 'src/contract.test.ts')

    const cwd = join(workshop.folder, 'on-notes')
    await mkdir(cwd)
    const config = {
      store: { plugin: '../lucid-store-notes/src/index.ts', config: { file: 'env:NOTES' } },
      budgets: [{ name: 'all', by: 'organisation', usd: 1, per: 'month' }],
    }
    await writeFile(join(cwd, 'lucid.config.json'), JSON.stringify(config))
    const admin = 'the-admin-of-an-outside-author-1'
    const env = { NOTES: join(cwd, 'notes.db'), LUCID_ADMIN_KEY: admin }
    const start = () => startHost({ cwd, installed: workshop.folder, env })
    {
      await using killed = await start()
      expect((await killed.post('/v1/chat', hello)).status).toBe(200)
    }
    await using next = await start()
    const bearer = { authorization: `Bearer ${admin}` }
    const used = async () => (await next.get('/admin/v1/usage?by=provider', bearer)).json
    await expect
      .poll(used, { timeout: 20_000 })
      .toMatchObject({ data: [{ of: { provider: 'demo' }, calls: 1 }] })
    const { json } = await next.get('/admin/v1/budgets', bearer)
    expect(json).toMatchObject({ data: [{ name: 'all' }] })
  })
})

describe('faulty plugins', () => {
  let host: ServedHost

  beforeAll(async () => {
    const cwd = join(workshop.folder, 'faulty')
    await mkdir(cwd)
    for (const { file, source } of faultyPlugins) await writeFile(join(cwd, file), source)
    await writeFile(join(cwd, 'lucid.config.json'), JSON.stringify({ timeouts: { setupMs: 300 } }))
    const args = faultyPlugins.flatMap(({ file }) => ['--plugin', `./${file}`])
    host = await startHost({ cwd, installed: workshop.folder, args })
  })
  afterAll(() => host?.[Symbol.asyncDispose]())

  it('do not keep the host from serving', async () => {
    expect((await host.get('/healthz')).status).toBe(200)
    expect((await host.post('/v1/run/x-fine', { text: 'still here' })).status).toBe(200)
  })

  it.each(faultyPlugins.map(plugin => [plugin.file, plugin] as const))(
    '%s is named',
    async (_file, { call, says }) => {
      const answer = call && (await host.post(`/v1/run/${call}`, { text: 'Hello' })).text
      // Who calls is told by the answer; whose plugin it is, by the log too, which is written a moment later.
      for (const word of says) await expect.poll(() => `${answer}\n${host.output()}`).toContain(word)
      if (call) expect(answer).toContain(says[0])
    },
  )
})
