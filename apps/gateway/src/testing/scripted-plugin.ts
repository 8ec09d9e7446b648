import {
  type Attempt,
  chat,
  type ChatPart,
  type ChatRequest,
  defineCapability,
  definePlugin,
  knownUsage,
  LucidError,
  type Plugin,
  type ResultHead,
  secret,
} from '@lucid-gateway/core'

/** What the scripted provider saw, for tests to look at. */
export interface Seen {
  requests: ChatRequest[]
  /** Models whose attempt was aborted, in order. */
  aborted: string[]
  /** Parts that were taken from the endless stream. */
  flooded: number
}

export interface Scripted {
  readonly plugin: Plugin
  readonly seen: Seen
}

interface EchoResult extends ResultHead {
  readonly said: string
}

type Script = (
  request: ChatRequest,
  attempt: Attempt<{ readonly apiKey: string }>,
  seen: Seen,
) => AsyncIterable<ChatPart>

/** A model a behaviour; each is a way in which an upstream can act. */
const scripts: Readonly<Record<string, Script>> = {
  async *echo({ messages }) {
    const [content] = messages.at(-1)?.content ?? []
    yield* saying(content?.type === 'text' ? content.text : '')
  },
  async *slow(_request, attempt) {
    yield { type: 'text-start', id: '0' }
    yield { type: 'text-delta', id: '0', text: 'one' }
    await aborted(attempt)
  },
  hang: (_request, attempt) => failing(() => aborted(attempt)),
  async *flood(_request, { signal }, seen) {
    yield { type: 'text-start', id: '0' }
    const text = 'x'.repeat(16 * 1024)
    while (!signal.aborted) {
      seen.flooded++
      yield { type: 'text-delta', id: '0', text }
      await new Promise(setImmediate)
    }
  },
  async *breaks(_request, { credentials }) {
    yield { type: 'text-start', id: '0' }
    yield { type: 'text-delta', id: '0', text: 'half' }
    throw new LucidError('upstream', `The line broke, with key ${credentials.apiKey}.`, { recourse: 'none' })
  },
  async *tells(_request, attempt) {
    const { apiKey } = attempt.credentials
    attempt.warn({ type: 'dropped', field: 'seed', message: `Left out, with key ${apiKey}.` })
    attempt.log.info(`It said ${apiKey}.`, { note: apiKey })
    yield* saying('told')
  },
  refuses: (_request, { credentials }) =>
    failing(() => {
      throw new LucidError('auth', `Incorrect API key provided: ${credentials.apiKey}.`, { recourse: 'none' })
    }),
  limits: () =>
    failing(() => {
      throw new LucidError('rate_limit', 'Slow down.', { recourse: 'none', retryAfterMs: 7000 })
    }),
  throws: () =>
    failing(() => {
      throw new TypeError('a bug in a plugin')
    }),
}

/** A stream that fails before its first part. */
async function* failing(fail: () => Promise<never>): AsyncGenerator<ChatPart> {
  yield await fail()
}

async function* saying(text: string): AsyncGenerator<ChatPart> {
  yield { type: 'start', id: 'scripted-1', model: 'echo-1' }
  yield { type: 'text-start', id: '0' }
  for (const word of text.split(/(?<= )/)) yield { type: 'text-delta', id: '0', text: word }
  yield { type: 'text-end', id: '0' }
  yield { type: 'usage', usage: knownUsage({ input: 3, output: 5 }) }
  yield { type: 'finish', finish: { unified: 'stop' } }
}

function aborted({ signal }: { readonly signal: AbortSignal }): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  )
}

/** A capability of somebody else's, to see that the host treats it like Lucid's own. */
const echo = defineCapability<EchoResult>()({
  id: 'x-echo',
  description: 'Say it again.',
  request: {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: value => {
        const { text } = value as { readonly text?: unknown }
        return typeof text === 'string'
          ? { value: { text } }
          : { issues: [{ message: 'must be a text', path: ['text'] }] }
      },
      jsonSchema: {
        input: () => ({ type: 'object', required: ['text'], properties: { text: { type: 'string' } } }),
      },
    },
  },
  modes: ['unary'],
})

export function scriptedPlugin(): Scripted {
  const seen: Seen = { requests: [], aborted: [], flooded: 0 }
  const plugin = definePlugin({
    id: 'scripted',
    abi: 1,
    capabilities: { chat, 'x-echo': echo },
    credentials: { apiKey: secret('SCRIPTED_KEY') },
    models: [
      ...Object.keys(scripts).map(id => ({
        id,
        capabilities: ['chat'],
        ...(id === 'echo'
          ? {
              prices: [
                { meter: 'output', nanoUsd: 2_000_000n, per: 1 },
                { meter: 'input', nanoUsd: 500_000n, per: 1 },
              ],
            }
          : {}),
      })),
      { id: 'echo-text', capabilities: ['x-echo'] },
    ],
    setup: ({ provide }) =>
      provide({
        chat: {
          async *stream(request, attempt): AsyncGenerator<ChatPart> {
            seen.requests.push(request)
            attempt.signal.addEventListener('abort', () => seen.aborted.push(attempt.model), { once: true })
            yield* (scripts[attempt.model] as Script)(request, attempt, seen)
          },
        },
        'x-echo': {
          generate: async request => ({
            said: (request as { readonly text: string }).text,
            usage: knownUsage({ request: 1 }),
          }),
        },
      }),
  })
  return { plugin, seen }
}
