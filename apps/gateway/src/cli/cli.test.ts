import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canary, until } from '../testing/test-gateway.ts'

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url))
const slow = 30_000

let cwd: string
let children: ChildProcess[]
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lucid-cli-'))
  children = []
})
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }
  await rm(cwd, { recursive: true })
})

interface Running {
  readonly child: ChildProcess
  readonly out: () => string
  readonly err: () => string
  readonly done: Promise<number | null>
}

function lucid(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, ['--conditions=@lucid-gateway/source', cli, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...env },
  })
  children.push(child)
  let [out, err] = ['', '']
  child.stdout.on('data', text => (out += String(text)))
  child.stderr.on('data', text => (err += String(text)))
  const done = once(child, 'exit').then(([code]) => code as number | null)
  return { child, out: () => out, err: () => err, done }
}

async function urlOf(running: Running): Promise<string> {
  await until(() => /Docs +(http:\S+)\/docs/.test(running.err()) || running.child.exitCode !== null)
  const url = /Docs +(http:\S+)\/docs/.exec(running.err())?.[1]
  if (url === undefined) throw new Error(running.err())
  return url
}

describe('lucid', { timeout: slow }, () => {
  it('tells its version, its commands, and what it did not understand', async () => {
    const [version, help, unknown, option] = [
      lucid(['--version']),
      lucid(['help']),
      lucid(['serve']),
      lucid(['start', '--prot', '1']),
    ]
    expect([await version.done, version.out().trim()]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+/)])
    expect([await help.done, help.out()]).toEqual([0, expect.stringContaining('config check')])
    expect([await unknown.done, unknown.err()]).toEqual([
      2,
      expect.stringContaining('There is no command "serve"'),
    ])
    expect([await option.done, option.err()]).toEqual([
      2,
      expect.stringContaining('There is no option --prot. Did you mean --port?'),
    ])
  })

  it('makes keys whose hash it tells', async () => {
    const key = lucid(['key'])
    await key.done
    expect(key.out().trim()).toMatch(/^lucid_\w{43}_\w{6}$/)
    expect(key.err()).toMatch(/sha256:[0-9a-f]{64}/)
  })

  it('calls without a server, in one piece and as a stream', async () => {
    const whole = lucid(['call', 'chat', 'Hello', '--model', 'demo/chat-fast'])
    const streamed = lucid(['call', 'chat', 'Hello', '--model', 'demo/chat-fast', '--stream'])
    expect(await whole.done, whole.err()).toBe(0)
    expect(await streamed.done, streamed.err()).toBe(0)
    expect(whole.out().length).toBeGreaterThan(10)
    expect(streamed.out()).toBe(whole.out())
    const wrong = lucid(['call', 'chat', 'Hello', '--model', 'demo/chatt'])
    expect([await wrong.done, wrong.err()]).toEqual([1, expect.stringContaining('chatt')])
  })

  it('lists plugins, and checks the config', async () => {
    await writeFile(join(cwd, 'lucid.config.yaml'), 'plugins:\n  - ./gone.ts\n')
    const [plugins, check, doctor] = [
      lucid(['plugins']),
      lucid(['config', 'check']),
      lucid(['doctor'], { PORT: '0' }),
    ]
    expect([await plugins.done, plugins.out()]).toEqual([
      1,
      expect.stringMatching(/failed +\.\/gone\.ts .*was not found/),
    ])
    expect([await check.done, check.err()]).toEqual([1, expect.stringContaining('was not found')])
    expect([await doctor.done, doctor.out()]).toEqual([1, expect.stringContaining('./gone.ts')])
    await writeFile(join(cwd, 'lucid.config.yaml'), 'server:\n  prot: 1\n')
    const bad = lucid(['config', 'check'])
    expect([await bad.done, bad.err()]).toEqual([
      1,
      expect.stringMatching(/lucid\.config\.yaml:2:3: server\.prot: .*"port"/),
    ])
  })

  it('says what a flag has turned off, and which flag does nothing', async () => {
    const env = { PORT: '0', ENABLE_IMAGE_GENERATION_DEMO: 'false', ENABLE_MUSIC_GENERATION_DEMI: 'true' }
    const [plugins, doctor] = [lucid(['plugins'], env), lucid(['doctor'], env)]
    await Promise.all([plugins.done, doctor.done])
    for (const text of [plugins.out(), doctor.out()]) {
      expect(text).toContain('ENABLE_IMAGE_GENERATION_DEMO=false')
      expect(text).toContain('ENABLE_MUSIC_GENERATION_DEMI=true names no provider or account')
    }
    expect(doctor.out()).toContain('image is off by')
  })

  it('tells no secret, whatever it is asked', async () => {
    const key = `lucid_${canary}${'x'.repeat(40)}`
    await writeFile(
      join(cwd, 'lucid.config.yaml'),
      `accounts:\n  eu: { provider: demo, credentials: { apiKey: ${canary} } }\n`,
    )
    const asked = [['plugins', '--json'], ['config', 'check'], ['doctor']].map(args =>
      lucid(args, { PORT: '0', LUCID_API_KEY: key, OPENAI_API_KEY: canary, LUCID_LOG_LEVEL: 'debug' }),
    )
    for (const running of asked) {
      await running.done
      expect(running.out() + running.err()).toMatch(/demo|eu/)
      expect(running.out() + running.err()).not.toContain(canary)
    }
  })
})

describe('a config that is a module', { timeout: slow }, () => {
  it.each([
    ['broken.ts', 'const a = {\nexport default {}', /broken\.ts:2:8: Unexpected token/],
    ['broken.mjs', 'const a = {\nexport default {}', /broken\.mjs:2:8: Unexpected token/],
    ['throws.ts', 'const a = 1\nthrow new Error("boo")', /throws\.ts:2:7: boo/],
    ['lacks.mjs', "import 'zenith-sdk'", /lacks\.mjs: .*npm install zenith-sdk/],
  ])('and wrong is told of with its line, or with what to install: %s', async (name, code, said) => {
    await writeFile(join(cwd, name), code)
    const checking = lucid(['config', 'check', '--config', name])
    expect(await checking.done).toBe(1)
    expect(checking.err()).toMatch(said)
  })
})

describe('lucid doctor', { timeout: slow }, () => {
  it('asks vendors whether they take the keys, where it is told to', async () => {
    const from = fileURLToPath(new URL('../../../../packages/core', import.meta.url))
    const source = `
      import { definePlugin, LucidError } from ${JSON.stringify(`${from}/src/index.ts`)}
      export default definePlugin({ id: 'mine', abi: 1, setup: ({ provide }) => provide({
        probe: async () => { throw new LucidError('auth', 'Refused.', { origin: 'provider', hint: 'Check the key.' }) },
      }) })`
    await writeFile(join(cwd, 'plugin.mjs'), source)
    const [quiet, asking] = [[], ['--probe']].map(more =>
      lucid(['doctor', '--plugin', './plugin.mjs', ...more], { PORT: '0' }),
    ) as [Running, Running]
    expect([await quiet.done, quiet.out()]).toEqual([0, expect.stringContaining('not asked; --probe does')])
    expect([await asking.done, asking.out()]).toEqual([
      1,
      expect.stringMatching(/bad +account mine: Refused\..*\n? *Check the key\./),
    ])
  })
})

describe('lucid start', { timeout: slow }, () => {
  it('serves, says how to try it, and ends with 0 when told to', async () => {
    const running = lucid(['start', '--timings'], { PORT: '0' })
    const url = await urlOf(running)
    expect(running.err()).toContain(`curl ${url}/v1/chat`)
    await until(() => /└─ listen +[\d.]+ ms/.test(running.err()))
    const answer = await fetch(`${url}/v1/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'demo/chat-fast', messages: [{ role: 'user', content: 'Hello' }] }),
    })
    expect(await answer.json()).toMatchObject({ metadata: { demo: true } })
    running.child.kill('SIGTERM')
    expect(await running.done).toBe(0)
    const lines = running.out().trim().split('\n')
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow()
    expect(lines.some(line => line.includes('"route":"/v1/chat"'))).toBe(true)
  })

  it('lets a stream end after the first signal, and ends at once after the second', async () => {
    const running = lucid(['start'], { PORT: '0' })
    const url = await urlOf(running)
    const begin = async (): Promise<ReadableStreamDefaultReader<Uint8Array>> => {
      const answer = await fetch(`${url}/v1/chat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          model: 'demo/chat',
          stream: true,
          messages: [{ role: 'user', content: 'Tell me a story of 2000 words' }],
        }),
      })
      const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
      await reader.read()
      return reader
    }
    const reader = await begin()
    running.child.kill('SIGTERM')
    await until(() => running.out().includes('draining'))
    expect((await reader.read()).done).toBe(false)
    running.child.kill('SIGTERM')
    expect(await running.done).toBe(1)
  })

  it('says plainly that its port is taken', async () => {
    const first = lucid(['start'], { PORT: '0' })
    const port = new URL(await urlOf(first)).port
    const second = lucid(['start', '--port', port], { LUCID_DATA_DIR: join(cwd, 'other') })
    expect([await second.done, second.err()]).toEqual([1, expect.stringContaining(`Port ${port} is in use.`)])
  })

  it("runs an author's source, and again when it changes", async () => {
    const from = fileURLToPath(new URL('../../../../packages/core', import.meta.url))
    await writeFile(join(cwd, 'package.json'), '{"type":"module"}')
    const source = (word: string): string => `
      import { chat, definePlugin } from ${JSON.stringify(`${from}/src/index.ts`)}
      const said: string = ${JSON.stringify(word)}
      export default definePlugin({ id: 'mine', abi: 1, capabilities: { chat }, models: [{ id: 'm', capabilities: ['chat'] }],
        setup: ({ provide }) => provide({ chat: { async *stream() {
          yield { type: 'text-start' as const, id: '0' }
          yield { type: 'text-delta' as const, id: '0', text: said }
          yield { type: 'text-end' as const, id: '0' }
        } } }) })`
    await writeFile(join(cwd, 'plugin.ts'), source('first'))
    const running = lucid(['start', '--plugin', './plugin.ts', '--watch'], { PORT: '0' })
    const say = async (): Promise<string> => {
      const urls = [...running.err().matchAll(/Docs +(http:\S+)\/docs/g)].map(match => match[1])
      const answer = await fetch(`${urls.at(-1)}/v1/chat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'mine/m', messages: [{ role: 'user', content: 'Hello' }] }),
      })
      const { result } = (await answer.json()) as { result: { content: readonly { text: string }[] } }
      return result.content[0]?.text ?? ''
    }
    await urlOf(running)
    expect(await say()).toBe('first')
    await writeFile(join(cwd, 'plugin.ts'), source('second'))
    await until(() => (running.err().match(/Docs /g) ?? []).length === 2)
    expect(await say()).toBe('second')
    running.child.kill('SIGTERM')
    await running.done
  })

  it('outlives a stray error of a plugin, and tells of it', async () => {
    const plugin = `
      setTimeout(() => { throw new Error('stray') }, 0)
      setTimeout(() => Promise.reject(new Error('unheard')), 300)
      export default { id: 'stray', abi: 1, capabilities: {}, credentials: {}, hosts: [], models: [], neverFallback: false, setup: ({ provide }) => provide({}) }`
    await writeFile(join(cwd, 'stray.mjs'), plugin)
    const running = lucid(['start', '--plugin', './stray.mjs'], { PORT: '0' })
    const url = await urlOf(running)
    await until(
      () => /stray/.test(running.out() + running.err()) && /unheard/.test(running.out() + running.err()),
    )
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })

  it('reads lucid.config.ts, with its types, without a build', async () => {
    const config = fileURLToPath(new URL('../config.ts', import.meta.url))
    await writeFile(
      join(cwd, 'lucid.config.ts'),
      `import { defineConfig } from ${JSON.stringify(config)}
       export default defineConfig({ aliases: { quick: 'demo/chat-fast' as string }, server: { port: 0 } })`,
    )
    const url = await urlOf(lucid(['start']))
    const answer = await fetch(`${url}/v1/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'quick', messages: [{ role: 'user', content: 'Hello' }] }),
    })
    expect(await answer.json()).toMatchObject({ model: 'chat-fast' })
  })
})
