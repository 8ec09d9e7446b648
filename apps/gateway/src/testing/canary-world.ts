import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import demo from '@lucid-gateway/provider-demo'
import openai from '@lucid-gateway/provider-openai'
import { startOpenAISimulator } from '@lucid-gateway/simulators'
import { newKey } from '../access/app-key.ts'
import { makeKey } from '../access/key-format.ts'
import { scriptedPlugin } from './scripted-plugin.ts'
import { testGateway, type TestGateway, until } from './test-gateway.ts'

const mark = (): string => `canary${randomBytes(12).toString('hex')}`

/** What no trace of may be found, by what it is. */
interface Canaries {
  /** The operator's keys with vendors: one from the environment, one from the config. */
  readonly operator: string
  readonly literal: string
  readonly app: string
  readonly poor: string
  readonly admin: string
  /** Keys that nobody let in. */
  readonly wrong: string
  readonly wrongAdmin: string
  /** Callers' own keys: a good one, and one that the vendor refuses. */
  readonly own: string
  readonly wrongOwn: string
  /** What signs webhooks. */
  readonly webhook: string
  /** What was said. */
  readonly prompt: string
}

/** A gateway with all its stores on disk, and secrets that can be told anywhere. */
export interface CanaryWorld extends AsyncDisposable {
  readonly host: TestGateway
  readonly canaries: Canaries
  /** Keys that admins have made, each shown once. */
  readonly made: string[]
  /** All that was answered, head and body, by what was done. */
  readonly answers: { readonly flow: string; readonly text: string }[]
  /** Asks, reads the answer to its end, and keeps it. */
  ask(flow: string, path: string, init?: RequestInit): Promise<Response>
  post(flow: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  /** Every file that the gateway has written. */
  files(): Promise<readonly { readonly name: string; readonly bytes: Buffer }[]>
}

export async function canaryWorld(): Promise<CanaryWorld> {
  const canaries: Canaries = {
    operator: `sk-${mark()}`,
    literal: `sk-${mark()}`,
    app: newKey(),
    poor: newKey(),
    admin: makeKey('lucid_admin_'),
    wrong: newKey(),
    wrongAdmin: makeKey('lucid_admin_'),
    own: `sk-${mark()}`,
    wrongOwn: `sk-${mark()}`,
    webhook: mark(),
    prompt: mark(),
  }
  const vendor = await startOpenAISimulator({ keys: [canaries.operator, canaries.own] })
  const host = await testGateway({
    plugins: [scriptedPlugin().plugin, demo, openai],
    logLevel: 'debug',
    env: {
      SCRIPTED_KEY: canaries.operator,
      OPENAI_API_KEY: canaries.operator,
      APP_KEY: canaries.app,
      POOR_KEY: canaries.poor,
      LUCID_ADMIN_KEY: canaries.admin,
      LUCID_WEBHOOK_SECRET: canaries.webhook,
    },
    config: {
      plugins: [],
      ledger: { on: true },
      retry: { attempts: 1 },
      breaker: false,
      timeouts: { callMs: 2000, firstByteMs: 300, idleMs: 300 },
      limits: {
        rules: [{ name: 'of-subjects', by: 'subject', requests: 1, per: 'day' }],
        imagesPerHour: false,
      },
      keys: [
        { name: 'app', key: 'env:APP_KEY' },
        { name: 'poor', key: 'env:POOR_KEY', budgets: [{ usd: '0.000001', per: 'day' }] },
      ],
      accounts: {
        openai: { provider: 'openai', config: { baseUrl: vendor.url } },
        literal: { provider: 'scripted', credentials: { apiKey: canaries.literal } },
      },
    },
  })
  const made: string[] = []
  const answers: { flow: string; text: string }[] = []
  const ask: CanaryWorld['ask'] = async (flow, path, init) => {
    const answer = await fetch(host.url + path, { redirect: 'manual', ...init })
    const body = await answer
      .clone()
      .text()
      .catch(() => '')
    answers.push({ flow, text: `${[...answer.headers].join('\n')}\n${body}` })
    return answer
  }
  return {
    host,
    canaries,
    made,
    answers,
    ask,
    post: (flow, path, body, headers = {}) =>
      ask(flow, path, {
        method: 'POST',
        headers: { authorization: `Bearer ${canaries.app}`, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async files() {
      const names = await readdir(host.cwd, { recursive: true, withFileTypes: true })
      const files = names
        .filter(entry => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
      return Promise.all(files.map(async name => ({ name, bytes: await readFile(name) })))
    },
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]()
      await vendor.close()
    },
  }
}

/** Waits until nothing is under way any more. */
export function settled({ host }: CanaryWorld): Promise<void> {
  const { runtime } = host.gateway
  return until(() => runtime.active === 0 && runtime.jobs.active === 0)
}
