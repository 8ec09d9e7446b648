import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Gateway, startGateway } from '@lucid-gateway/gateway'
import demo from '@lucid-gateway/provider-demo'
import { LucidAdmin } from '../admin.ts'
import { type ClientOptions, Lucid } from '../index.ts'
import { type FaultyLine, faultyLine } from './faulty-line.ts'
import { scripted, type Seen } from './scripted.ts'

/** A gateway that was really started, with clients of it. */
export interface TestHost extends AsyncDisposable {
  readonly gateway: Gateway
  readonly seen: Seen
  readonly line: FaultyLine
  readonly admin: LucidAdmin
  readonly adminKey: string
  readonly key: string
  /** How long clients would have waited, in order: they do not. */
  readonly waits: number[]
  client(options?: Partial<ClientOptions>): Lucid
}

export async function testHost(config: object = {}): Promise<TestHost> {
  const cwd = await mkdtemp(join(tmpdir(), 'lucid-client-'))
  const { plugin, seen } = scripted()
  const adminKey = `lucid_admin_${'0123456789abcdef'.repeat(3)}`
  const gateway = await startGateway({
    cwd,
    port: 0,
    plugins: [plugin, demo],
    env: { LUCID_ADMIN_KEY: adminKey },
    logLevel: 'silent',
    config: { plugins: [], ledger: { on: true }, retry: { attempts: 1 }, breaker: false, ...config },
  })
  const waits: number[] = []
  const wait = (ms: number): Promise<void> => {
    waits.push(ms)
    return Promise.resolve()
  }
  const admin = new LucidAdmin({ baseUrl: gateway.url, adminKey })
  const { key = '' } = await admin.keys.create({ name: 'app' })
  const line = await faultyLine(gateway.url)
  return {
    gateway,
    seen,
    line,
    admin,
    adminKey,
    key,
    waits,
    client: options => new Lucid({ baseUrl: gateway.url, key, wait, ...options }),
    async [Symbol.asyncDispose]() {
      await line[Symbol.asyncDispose]()
      await gateway.close({ drainMs: 0 })
      await rm(cwd, { recursive: true, force: true })
    },
  }
}

export const hello = { model: 'scripted/echo', messages: [{ role: 'user', content: 'hello you' }] } as const

/** Until something holds; the test's own time limit ends a wait in vain. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(setImmediate)
}
