import {
  type Attempt,
  definePlugin,
  type ErrorRecord,
  image,
  type ImageRequest,
  type JobStatus,
  knownUsage,
  LucidError,
  type LucidErrorOptions,
  type Plugin,
  secret,
} from '@lucid-gateway/core'

type Status = JobStatus<typeof image>

/** What a made-up vendor does, one entry a request of its kind; the last one stays. A function may wait or throw. */
export interface Script {
  readonly start?: readonly Step[]
  readonly status?: readonly Step[]
  readonly cancel?: readonly Step[]
  /** What the reading of each report waits for. */
  readonly reading?: Promise<void>
}

type Step = Status | ((attempt: Attempt, cursor?: string) => Status | Promise<Status>)

export interface SlowVendor extends Plugin {
  /** What it was asked, in order: `start`, `status c1`, `cancel c1`. */
  readonly asked: string[]
  /** The address that it was given to report to. */
  readonly hooks: (string | undefined)[]
}

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

export const ask: ImageRequest = { prompt: 'a heron at dawn' }

export function underway(progress?: number, logs?: readonly string[]): Status {
  return {
    state: 'running',
    cursor: 'c1',
    ...(progress === undefined ? {} : { progress }),
    ...(logs ? { logs } : {}),
  }
}

export const queued: Status = { state: 'queued', cursor: 'c1' }

export function succeeded(base64 = pixel): Status {
  return {
    state: 'succeeded',
    cursor: 'c1',
    result: {
      images: [{ mediaType: 'image/*', data: { kind: 'base64', base64 } }],
      usage: knownUsage({ image: 1 }),
    },
  }
}

export function failed(options: LucidErrorOptions = {}, code: ErrorRecord['code'] = 'upstream'): Status {
  const error = new LucidError(code, 'The vendor failed.', { reason: 'job_failed', ...options }).toJSON()
  return { state: 'failed', cursor: 'c1', error }
}

export function cancelled(options: LucidErrorOptions = { billed: 'no' }): Status {
  return {
    state: 'cancelled',
    cursor: 'c1',
    error: new LucidError('cancelled', 'It was cancelled.', options).toJSON(),
    usage: knownUsage({ image: 0 }),
  }
}

/** A vendor that takes its time. A report of it is genuine where its body is the word `genuine` and a state. */
export function slowVendor(script: Script, id = 'slow'): SlowVendor {
  const asked: string[] = []
  const hooks: (string | undefined)[] = []
  const at = { start: 0, status: 0, cancel: 0 }
  const take = async (kind: keyof typeof at, attempt: Attempt, cursor?: string): Promise<Status> => {
    asked.push(cursor === undefined ? kind : `${kind} ${cursor}`)
    const steps = script[kind] ?? [succeeded()]
    const step = steps[Math.min(at[kind]++, steps.length - 1)] as Step
    return typeof step === 'function' ? step(attempt, cursor) : step
  }
  const plugin = definePlugin({
    id,
    abi: 1,
    capabilities: { image },
    credentials: { apiKey: secret(`${id.toUpperCase()}_KEY`, { optional: true }) },
    models: [
      { id: 'brush', capabilities: ['image'], prices: [{ meter: 'image', nanoUsd: 3_000_000n, per: 1 }] },
    ],
    setup: ({ provide }) =>
      provide({
        image: {
          job: {
            start: (_request, attempt) => {
              hooks.push(attempt.webhookUrl)
              return take('start', attempt)
            },
            status: (cursor, attempt) => take('status', attempt, cursor),
            cancel: (cursor, attempt) => take('cancel', attempt, cursor),
            webhook: async ({ body, cursor }) => {
              await script.reading
              const [word, state] = Buffer.from(body).toString().split(' ')
              if (word !== 'genuine') throw new LucidError('auth', 'Forged.', { reason: 'bad_signature' })
              if (cursor !== 'c1') throw new LucidError('not_found', 'Of another job.')
              return state === 'succeeded' ? succeeded() : underway(Number(state))
            },
          },
        },
      }),
  })
  return { ...plugin, asked, hooks } as unknown as SlowVendor
}
