import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { root } from './kit.mjs'

const slow = 60_000

let cache: string
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'lucid-npm-'))
})
afterAll(() => rm(cache, { recursive: true, force: true }))

/** What the set-up says with that registry, and whether it would go on. */
async function ask(registry: string): Promise<{ readonly reached: boolean; readonly said: string }> {
  const module = join(root, 'tools', 'bootstrap', 'registry.mjs')
  const script = `
    const { canReachRegistry, unreachable } = await import(${JSON.stringify(module)})
    const reached = await canReachRegistry()
    console.log(JSON.stringify({ reached, said: (await unreachable('here')).message }))`
  const { npm_execpath: _, ...env } = process.env
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    env: {
      ...env,
      npm_config_registry: registry,
      npm_config_cache: cache,
      npm_config_update_notifier: 'false',
    },
  })
  return JSON.parse(stdout) as { reached: boolean; said: string }
}

it(
  'says at once, and with what to do, that nobody listens where the registry should be',
  { timeout: slow },
  async () => {
    const { reached, said } = await ask('http://127.0.0.1:9/')
    expect(reached).toBe(false)
    expect(said).toContain('http://127.0.0.1:9/')
    expect(said).toContain('npm config set proxy')
  },
)

it('takes a refusal of the registry for one that is there', { timeout: slow }, async () => {
  const server = createServer(socket =>
    socket.once('data', () =>
      socket.end('HTTP/1.1 401 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'),
    ),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { readonly port: number }
  try {
    expect((await ask(`http://127.0.0.1:${port}/`)).reached).toBe(true)
  } finally {
    server.close()
  }
})
