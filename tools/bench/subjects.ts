import { randomBytes } from 'node:crypto'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../workspace.ts'
import { Child } from './child.ts'
import { Client, type LoadTarget } from './client.ts'
import type { Expected } from './check-answer.ts'
import { chatRequest, streamText } from './completions.ts'
import { messageRequest, messageText } from './messages.ts'

/** A server under test, in a process of its own, and how it is asked. */
export interface Subject {
  readonly name: string
  readonly child: Child
  readonly port: number
  readonly model: string
  readonly headers: Readonly<Record<string, string>>
  readonly expected: Expected
}

const here = import.meta.dirname
const probed = ['--import', join(here, 'cpu-probe.ts')]
const paths = { chat: '/v1/chat/completions', messages: '/v1/messages' } as const
const ofChat: Expected = { wire: 'chat', text: streamText }
const model = 'gpt-5-mini'
const key = `sk-lucid-${randomBytes(24).toString('hex')}`

export function targetOf({ port, headers, model, expected }: Subject, stream: boolean): LoadTarget {
  const more = stream ? { stream: true } : {}
  const request = expected.wire === 'chat' ? chatRequest(model, more) : { ...messageRequest, ...more }
  return { port, path: paths[expected.wire], headers, body: JSON.stringify(request), stream, expected }
}

/** The same floor, asked for what the vendor of another wire says. */
export function ofMessages(floor: Subject): Subject {
  return { ...floor, name: 'floor of messages', expected: { wire: 'messages', text: messageText } }
}

/** A gateway whose vendor speaks another wire than its client. */
export function translating(gateway: Subject): Subject {
  return { ...gateway, model: 'anthropic/claude-sonnet-4-5', expected: { wire: 'chat', text: messageText } }
}

/** The best bare relay. */
export async function startFloor(upstreamPort: number): Promise<Subject> {
  const child = new Child(join(here, 'floor-dispatch.ts'), [`http://127.0.0.1:${upstreamPort}`], {
    execArgv: probed,
  })
  return { name: 'floor', child, port: await child.ask('port'), model, headers: {}, expected: ofChat }
}

/** The built gateway with an app key, its log in a file, and its plugin pointed at the upstream. */
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
      ANTHROPIC_API_KEY: 'sk-bench',
      BENCH_KEY: key,
    },
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  })
  await log.close()
  const headers = { authorization: `Bearer ${key}` }
  return { name, child, port, model: `openai/${model}`, headers, expected: ofChat }
}

export interface Setup {
  /** A layer reads all content, so that nothing can be relayed. */
  readonly reading?: boolean
  /** Nothing is written into the ledger. */
  readonly unwritten?: boolean
  /** The vendor speaks another wire than the clients. */
  readonly translating?: boolean
}

/** A folder for a gateway to start in. */
export async function gatewayFolder(upstreamPort: number, setup: Setup = {}): Promise<string> {
  const { reading = false, unwritten = false, translating: foreign = false } = setup
  const folder = await mkdtemp(join(tmpdir(), 'lucid-bench-'))
  const origin = `http://127.0.0.1:${upstreamPort}`
  const plugin = foreign
    ? { plugin: join(root, 'plugins/provider-anthropic'), config: { baseUrl: origin } }
    : { plugin: join(root, 'plugins/provider-openai'), config: { baseUrl: `${origin}/v1` } }
  const layer = `{ kind: 'call', name: 'reader', phase: 'guard', needsContent: true, run: (call, next) => next() }`
  await writeFile(
    join(folder, 'lucid.config.mjs'),
    `export default {
  plugins: [${JSON.stringify(plugin)}],
  keys: [{ name: 'bench', key: 'env:BENCH_KEY' }],
  hooks: [${reading ? layer : ''}],
  ledger: { on: ${!unwritten} },
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
