import { randomBytes } from 'node:crypto'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../workspace.ts'
import { Child } from './child.ts'
import { Client, type LoadTarget } from './client.ts'
import { chatRequest } from './completions.ts'

/** A server under test, in a process of its own, and how it is asked. */
export interface Subject {
  readonly name: string
  readonly child: Child
  readonly port: number
  readonly model: string
  readonly headers: Readonly<Record<string, string>>
}

const here = import.meta.dirname
const probed = ['--import', join(here, 'cpu-probe.ts')]
const path = '/v1/chat/completions'
const model = 'gpt-5-mini'
const key = `sk-lucid-${randomBytes(24).toString('hex')}`

export function targetOf({ port, headers, model }: Subject, stream: boolean): LoadTarget {
  const body = JSON.stringify(chatRequest(model, stream ? { stream: true } : {}))
  return { port, path, headers, body, stream }
}

/** The best bare relay. */
export async function startFloor(upstreamPort: number): Promise<Subject> {
  const child = new Child(join(here, 'floor-dispatch.ts'), [`http://127.0.0.1:${upstreamPort}`], {
    execArgv: probed,
  })
  return { name: 'floor', child, port: await child.ask('port'), model, headers: {} }
}

/** The built gateway with an app key, its log in a file, and OpenAI's plugin pointed at the upstream. */
export async function startGateway(name: string, folder: string, execArgv = probed): Promise<Subject> {
  const port = await freePort()
  const log = await open(join(folder, `${name}.log`), 'w')
  const child = new Child(join(root, 'apps/gateway/dist/cli.js'), ['start'], {
    cwd: folder,
    execArgv,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      PORT: String(port),
      OPENAI_API_KEY: 'sk-bench',
      BENCH_KEY: key,
    },
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  })
  await log.close()
  return { name, child, port, model: `openai/${model}`, headers: { authorization: `Bearer ${key}` } }
}

/** A folder for a gateway to start in. With `reading`, a layer reads all content, so that nothing can be relayed. */
export async function gatewayFolder(upstreamPort: number, reading: boolean): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lucid-bench-'))
  const plugin = {
    plugin: join(root, 'plugins/provider-openai'),
    config: { baseUrl: `http://127.0.0.1:${upstreamPort}/v1` },
  }
  const layer = `{ kind: 'call', name: 'reader', phase: 'guard', needsContent: true, run: (call, next) => next() }`
  await writeFile(
    join(folder, 'lucid.config.mjs'),
    `export default {
  plugins: [${JSON.stringify(plugin)}],
  keys: [{ name: 'bench', key: 'env:BENCH_KEY' }],
  hooks: [${reading ? layer : ''}],
}\n`,
  )
  return folder
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

/** Asks until it is served; gives what is wrong with the first answer. */
export async function firstAnswer(subject: Subject): Promise<string | undefined> {
  const giveUpAt = performance.now() + 20_000
  for (;;) {
    try {
      const client = await Client.connect(targetOf(subject, false))
      const fault = await client.request()
      client.close()
      return fault
    } catch (error) {
      if (performance.now() > giveUpAt || subject.child.process.exitCode !== null) throw error
      await new Promise(resolve => setTimeout(resolve, 1))
    }
  }
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
