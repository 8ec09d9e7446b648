import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** An installed gateway at work in a folder. */
export interface ServedHost extends AsyncDisposable {
  /** What it wrote so far. */
  output(): string
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  post(path: string, body: unknown): Promise<Answer>
}

interface Answer {
  readonly status: number
  readonly text: string
  /** Undefined where the text is no JSON. */
  readonly json: unknown
}

export interface HostOptions {
  /** Where it runs, and looks for its config. */
  readonly cwd: string
  /** The folder whose node_modules it is installed in. */
  readonly installed: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const patienceMs = 20_000

export async function startHost({ cwd, installed, args = [], env = {} }: HostOptions): Promise<ServedHost> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const child = spawn(join(installed, 'node_modules', '.bin', 'lucid'), ['start', ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: installed, PORT: String(port), ...env },
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await serving(child, origin, () => output)

  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(origin + path, init)
    const text = await response.text()
    return { status: response.status, text, json: parsed(text) }
  }
  return {
    output: () => output,
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, body) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

async function serving(child: ChildProcess, origin: string, output: () => string): Promise<void> {
  const deadline = Date.now() + patienceMs
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`${origin}/healthz`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(30)
  }
  child.kill('SIGKILL')
  throw new Error(`The host does not serve:\n${output()}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
