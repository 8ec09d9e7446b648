import demo from '@lucid-gateway/provider-demo'
import openai from '@lucid-gateway/provider-openai'
import replicate from '@lucid-gateway/provider-replicate'
import {
  type OpenAISimulator,
  type ReplicateSimulator,
  simulatorKey,
  startOpenAISimulator,
  startReplicateSimulator,
} from '@lucid-gateway/simulators'
import { newKey } from '../access/app-key.ts'
import type { Config } from '../config/config.ts'
import { testGateway, type TestGateway, until } from './test-gateway.ts'

/** A job as the gateway tells of it. */
export interface SeenJob {
  readonly id: string
  readonly status: string
  readonly progress?: number
  readonly output: readonly string[]
  readonly urls: { readonly get: string; readonly cancel: string; readonly events: string }
  readonly provider: string | null
  readonly model: string | null
  readonly error?: SeenError
  readonly result?: { readonly images: readonly object[]; readonly warnings?: readonly object[] }
  readonly logs?: readonly string[]
  readonly metadata: Readonly<Record<string, unknown>> & { readonly request_id: string }
}

interface SeenError {
  readonly code: string
  readonly reason?: string
  readonly message: string
  readonly billed: string
  readonly hint?: string
  readonly param?: string
}

export interface SeenEvent {
  readonly id: number
  readonly type: string
  readonly data: Readonly<Record<string, unknown>> & { readonly status?: string; readonly progress?: number }
}

interface SeenCall {
  readonly status: string
  readonly cost_usd: number | null
  readonly warnings: readonly { readonly type: string; readonly field?: string }[]
  readonly receipt: { readonly target: string; readonly entries: readonly object[] } | null
  readonly attempts: readonly {
    readonly account: string
    readonly payer: string
    readonly status: string
    readonly usage: Readonly<Record<string, unknown>> | null
    readonly cost_usd: number | null
    readonly error: SeenError | null
  }[]
}

type Headers = Readonly<Record<string, string>>

/** A gateway with three vendors of pictures: the demo, and simulators of one that has jobs and of one that answers at once. */
export interface ImageWorld extends AsyncDisposable {
  readonly host: TestGateway
  readonly key: string
  readonly replicate: ReplicateSimulator
  readonly openai: OpenAISimulator
  ask(path: string, init?: RequestInit): Promise<Response>
  post(body: object, headers?: Headers): Promise<Response>
  /** Starts a job; gives it as it is at first. */
  start(body: object, headers?: Headers): Promise<SeenJob>
  /** Starts one, and waits until the gateway knows what its vendor calls it: then reports of it can be read. */
  begin(body: object, headers?: Headers): Promise<SeenJob>
  /** A job once it is over. */
  end(job: Pick<SeenJob, 'urls'>): Promise<SeenJob>
  /** One that was started, once it is over. */
  run(body: object, headers?: Headers): Promise<SeenJob>
  remove(job: Pick<SeenJob, 'urls'>): Promise<SeenJob>
  /** What is recorded of the call that a job made. */
  call(job: SeenJob): Promise<SeenCall>
  events(job: Pick<SeenJob, 'urls'>, after?: number): Promise<readonly SeenEvent[]>
  /** Waits until a simulator has had so many requests at such a path. */
  reached(vendor: 'replicate' | 'openai', path: RegExp, many?: number): Promise<void>
  /** How many jobs were started at the vendor that has them, and how many requests there were of the other. */
  creates(): { readonly replicate: number; readonly openai: number }
  reset(): void
}

export const flux = 'black-forest-labs/flux-schnell'
export const gptImage = 'gpt-image-2'
const createPath = /\/predictions$/

export interface ImageWorldOptions {
  readonly config?: Partial<Config>
  /** Whether vendors can report to the gateway. */
  readonly reachable?: boolean
  /** Keys that the simulators know beside the operator's. */
  readonly keys?: readonly string[]
}

export async function imageWorld(options: ImageWorldOptions = {}): Promise<ImageWorld> {
  const keys = [simulatorKey, ...(options.keys ?? [])]
  const simulators = {
    replicate: await startReplicateSimulator({ keys }),
    openai: await startOpenAISimulator({ keys }),
  }
  const key = newKey()
  const server: { publicUrl?: string } = {}
  const slow = { provider: 'replicate', model: flux }
  const quick = { provider: 'openai', model: gptImage }
  const host = await testGateway({
    plugins: [demo, replicate, openai],
    env: { LUCID_API_KEY: key, REPLICATE_API_TOKEN: simulatorKey, OPENAI_API_KEY: simulatorKey },
    config: {
      plugins: [],
      server,
      breaker: false,
      retry: { attempts: 3, baseMs: 1 },
      jobs: { pollMs: 20 },
      accounts: {
        replicate: { provider: 'replicate', config: { baseUrl: simulators.replicate.url } },
        openai: { provider: 'openai', config: { baseUrl: simulators.openai.url } },
      },
      channels: { stable: { 'image.slow-first': [slow, quick], 'image.quick-first': [quick, slow] } },
      ...options.config,
    },
  })
  if (options.reachable) {
    server.publicUrl = host.url
    await host.gateway.reload()
  }
  return worldOf(host, key, simulators)
}

function worldOf(
  host: TestGateway,
  key: string,
  simulators: { readonly replicate: ReplicateSimulator; readonly openai: OpenAISimulator },
): ImageWorld {
  const ask: ImageWorld['ask'] = (path, { headers, ...init } = {}) =>
    fetch(path.startsWith('http') ? path : host.url + path, {
      ...init,
      headers: { authorization: `Bearer ${key}`, ...(headers as object) },
    })
  const jobIn = async (answer: Promise<Response>): Promise<SeenJob> =>
    (await (await answer).json()) as SeenJob
  const post: ImageWorld['post'] = (body, headers = {}) =>
    ask('/v1/images', {
      method: 'POST',
      body: JSON.stringify({ prompt: 'a heron at dawn', ...body }),
      headers: { 'content-type': 'application/json', ...headers },
    })
  const world: ImageWorld = {
    host,
    key,
    ...simulators,
    ask,
    post,
    start: (body, headers) => jobIn(post(body, headers)),
    begin: async (body, headers) => {
      const job = await world.start(body, headers)
      const isKnown = async () =>
        (await host.gateway.runtime.jobs.find(job.id))?.attempt?.cursor !== undefined
      while (!(await isKnown())) await new Promise(setImmediate)
      return job
    },
    end: ({ urls }) => jobIn(ask(urls.get, { headers: { prefer: 'wait=20' } })),
    run: async (body, headers) => world.end(await world.start(body, headers)),
    remove: ({ urls }) => jobIn(ask(urls.cancel, { method: 'DELETE' })),
    call: async ({ metadata }) => (await (await ask(`/v1/calls/${metadata.request_id}`)).json()) as SeenCall,
    events: async ({ urls }, after) => {
      const headers: Headers = after === undefined ? {} : { 'last-event-id': String(after) }
      return eventsIn(await (await ask(urls.events, { headers })).text())
    },
    reached: (vendor, path, many = 1) =>
      until(() => simulators[vendor].requests.filter(request => path.test(request.path)).length >= many),
    creates: () => ({
      replicate: simulators.replicate.requests.filter(
        ({ method, path }) => method === 'POST' && createPath.test(path),
      ).length,
      openai: simulators.openai.requests.length,
    }),
    reset: () => Object.values(simulators).forEach(simulator => simulator.reset()),
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]()
      await Promise.all(Object.values(simulators).map(simulator => simulator.close()))
    },
  }
  return world
}

export function eventsIn(text: string): readonly SeenEvent[] {
  return [...text.matchAll(/^id: (\d+)\nevent: (\w+)\ndata: (.*)$/gm)].map(
    ([, id, type = '', data = '{}']) => ({
      id: Number(id),
      type,
      data: JSON.parse(data) as SeenEvent['data'],
    }),
  )
}
