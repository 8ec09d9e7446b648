import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Gateway, GatewayOptions } from '../start/gateway.ts'
import { startGateway } from '../start/start-gateway.ts'
import { scriptedPlugin, type Seen } from './scripted-plugin.ts'

export interface TestGateway extends AsyncDisposable {
  readonly gateway: Gateway
  readonly url: string
  readonly seen: Seen
  readonly cwd: string
  /** All that was logged so far. */
  logged(): string
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>
}

/** A secret of which no trace may be found anywhere. */
export const canary = 'canary-7f3a9c51e2b84d06'

/** A gateway with the scripted provider on a free port, in a folder of its own. */
export async function testGateway(options: GatewayOptions = {}): Promise<TestGateway> {
  const cwd = await mkdtemp(join(tmpdir(), 'lucid-gateway-'))
  const lines: string[] = []
  const { plugin, seen } = scriptedPlugin()
  const gateway = await startGateway({
    cwd,
    port: 0,
    plugins: [plugin],
    write: line => lines.push(line),
    ...options,
    env: { SCRIPTED_KEY: canary, ...options.env },
    config: { plugins: [], ...options.config },
  })
  return {
    gateway,
    url: gateway.url,
    seen,
    cwd,
    logged: () => lines.join(''),
    post: (path, body, headers = {}) =>
      fetch(gateway.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async [Symbol.asyncDispose]() {
      await gateway.close({ drainMs: 0 })
      await rm(cwd, { recursive: true, force: true })
    },
  }
}

export interface RawAnswer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/** Sends bytes as they are, since clients would put their lies right, and reads until the other side closes. */
export async function raw(port: number, text: string): Promise<RawAnswer> {
  const socket = await dial(port)
  socket.write(text)
  let answer = ''
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    answer += chunk.toString('latin1')
    if (isWhole(answer)) break
  }
  socket.destroy()
  const split = answer.indexOf('\r\n\r\n')
  return { status: Number(answer.slice(9, 12)), head: answer.slice(0, split), body: answer.slice(split + 4) }
}

function isWhole(answer: string): boolean {
  const split = answer.indexOf('\r\n\r\n')
  const length = /content-length: (\d+)/i.exec(answer)?.[1]
  return split !== -1 && length !== undefined && answer.length >= split + 4 + Number(length)
}

export function dial(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.once('error', reject)
  })
}

/** Waits until something holds; the test's own time limit ends a wait in vain. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 2))
}
