import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createContext, runInContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { type Gateway, startGateway } from '@lucid-gateway/gateway'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { root } from '../workspace.ts'
import { installPacked } from './install-packed.ts'

// The client as a stranger's npm installs it, and as a bundler puts it into a page.

const run = promisify(execFile)
const most = { 'index.js': 4608, 'admin.js': 4096 }

let folder: string
let data: string
let gateway: Gateway
beforeAll(async () => {
  folder = await installPacked(['@lucid-gateway/client'])
  data = await mkdtemp(join(tmpdir(), 'lucid-client-data-'))
  gateway = await startGateway({ port: 0, cwd: root, env: { LUCID_DATA_DIR: data }, logLevel: 'silent' })
}, 180_000)
afterAll(async () => {
  await gateway?.close({ drainMs: 0 })
  for (const path of [folder, data]) if (path) await rm(path, { recursive: true, force: true })
})

const dist = () => join(folder, 'node_modules/@lucid-gateway/client/dist')

it('brings nothing else, and imports nothing of Node', async () => {
  const scopes = await readdir(join(folder, 'node_modules'))
  expect(scopes.filter(name => !name.startsWith('.'))).toEqual(['@lucid-gateway'])
  expect(await readdir(join(folder, 'node_modules/@lucid-gateway'))).toEqual(['client'])
  for (const file of await readdir(dist(), { recursive: true })) {
    if (!file.endsWith('.js')) continue
    const text = await readFile(join(dist(), file), 'utf8')
    const imported = [...text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(match => match[1])
    for (const name of imported) expect(name, file).toMatch(/^\.\.?\//)
    expect(text).not.toMatch(/\bprocess\b|\bBuffer\b|\brequire\s*\(/)
  }
})

it('has types that need neither Node nor a setting of their own', async () => {
  await writeFile(
    join(folder, 'app.ts'),
    `import { Lucid, LucidApiError, textOf } from '@lucid-gateway/client'
     import { LucidAdmin } from '@lucid-gateway/client/admin'
     const lucid = new Lucid({ baseUrl: location.origin, key: 'x', fetch })
     const answer = await lucid.chat({ messages: [{ role: 'user', content: 'hi' }] })
     document.title = textOf(answer) + String(LucidApiError.is(answer))
     for await (const row of new LucidAdmin({ baseUrl: '', adminKey: '' }).keys.all()) row.name.trim()
     export {}`,
  )
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const flags = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    'false',
    '--lib',
    'es2022,dom',
    '--target',
    'es2022',
  ]
  const more = [
    '--module',
    'esnext',
    '--moduleResolution',
    'bundler',
    '--types',
    '',
    'app.ts',
    '--ignoreConfig',
  ]
  const { stdout } = await run(process.execPath, [tsc, ...flags, ...more], { cwd: folder }).catch(
    (error: { readonly stdout: string }) => error,
  )
  expect(stdout).toBe('')
})

it('is small, and works where there is nothing but what a page has', { timeout: 60_000 }, async () => {
  const { build } = await import('tsup')
  const out = join(folder, 'page')
  const entry = Object.keys(most).map(file => join(dist(), file))
  await build({
    entry,
    outDir: out,
    format: 'iife',
    globalName: 'lucid',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    config: false,
    silent: true,
    outExtension: () => ({ js: '.js' }),
  })
  for (const [file, limit] of Object.entries(most))
    expect(gzipSync(await readFile(join(out, file))).length, file).toBeLessThan(limit)

  const { setTimeout, clearTimeout, URL, URLSearchParams, TextDecoder, AbortController, crypto } = globalThis
  const page = { fetch, setTimeout, clearTimeout, URL, URLSearchParams, TextDecoder, AbortController, crypto }
  const context = createContext({ ...page, baseUrl: gateway.url, Uint8Array, said: '' })
  const script = await readFile(join(out, 'index.js'), 'utf8')
  await (runInContext(
    `${script}
     ;(async () => {
       const client = new lucid.Lucid({ baseUrl })
       const messages = [{ role: 'user', content: 'What is Lucid?' }]
       for await (const event of client.stream({ messages, model: 'demo/chat-fast' }))
         if (event.type === 'text-delta') said += event.text
       const job = await client.images.generate({ model: 'demo/image', prompt: 'a heron', size: '64x64' })
       said += ' ' + job.status
       await client.chat({ messages: [] }).catch(error => (said += ' ' + error.code))
     })()`,
    context,
  ) as Promise<void>)
  expect(context['said']).toMatch(/\w{3}.* succeeded invalid_request$/)
})

it('is imported in a moment', async () => {
  const script = `const from = performance.now(); await import('@lucid-gateway/client'); console.log(performance.now() - from)`
  const times: number[] = []
  for (let n = 0; n < 5; n++) {
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder })
    times.push(Number(stdout))
  }
  expect(Math.min(...times)).toBeLessThan(50)
})
