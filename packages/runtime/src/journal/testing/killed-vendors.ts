import {
  type Attempt,
  chat,
  type ChatPart,
  type ChatRequest,
  definePlugin,
  image,
  type ImageRequest,
  type JobStatus,
  knownUsage,
  type Plugin,
  type StandardSchema,
} from '@lucid-gateway/core'
import { type PluginUse, use } from '../../options.ts'

/** Whom a process asks that is to be killed. */
export interface KilledVendors {
  /** Of a simulator of chats, and of one of pictures. */
  readonly url: string
  readonly picturesUrl: string
  readonly key: string
  /** Before each call's id, wherever its vendor sees it. */
  readonly tag: string
}

/** A vendor of chats and one of pictures by jobs, which tell where they are. */
export function killedVendors(vendors: KilledVendors, at: (point: string) => void): readonly PluginUse[] {
  return [
    use(talker(vendors, at), { config: { host: new URL(vendors.url).host } }),
    use(painter(vendors, at), { config: { host: new URL(vendors.picturesUrl).host } }),
  ]
}

export const killedPrices = { input: 250, output: 2000, image: 3_000_000 } as const

interface Usage {
  readonly prompt_tokens: number
  readonly completion_tokens: number
}

interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[]
  readonly usage?: Usage
}

interface Completion {
  readonly choices: readonly [{ readonly message: { readonly content: string } }]
  readonly usage: Usage
}

interface Prediction {
  readonly id: string
  readonly status: string
  readonly output: readonly string[] | null
}

interface Config {
  readonly host: string
}

const config: StandardSchema<Config> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: value => ({ value: { host: 'vendor.example', ...(value as Partial<Config>) } }),
  },
}

function usageOf({ prompt_tokens: input, completion_tokens: output }: Usage) {
  return knownUsage({ input, output })
}

function talker({ url, key, tag }: KilledVendors, at: (point: string) => void): Plugin {
  const asked = (
    request: ChatRequest,
    { callId, number }: Pick<Attempt, 'callId' | 'number'>,
    more: object,
  ) => ({
    url: `${url}/chat/completions`,
    method: 'POST' as const,
    headers: { authorization: `Bearer ${key}` },
    json: {
      model: 'gpt-5-mini',
      messages: [{ role: 'user', content: 'Say some words, please.' }],
      max_completion_tokens: request.maxOutputTokens,
      user: `${tag}:${callId}.${number}`,
      ...more,
    },
  })
  return definePlugin({
    id: 'vendor',
    abi: 1,
    capabilities: { chat },
    config,
    hosts: ({ host }) => [host],
    models: [
      {
        id: 'gpt-5-mini',
        capabilities: ['chat'],
        prices: [
          { meter: 'input', nanoUsd: BigInt(killedPrices.input), per: 1 },
          { meter: 'output', nanoUsd: BigInt(killedPrices.output), per: 1 },
        ],
      },
    ],
    setup: ({ provide }) =>
      provide({
        chat: {
          async generate(request, attempt) {
            const answer = attempt.http.json<Completion>(asked(request, attempt, {}))
            await new Promise(setImmediate)
            at('unary-written')
            const { value } = await answer
            at('unary-answered')
            const [{ message }] = value.choices
            return {
              content: [{ type: 'text', text: message.content }],
              finish: { unified: 'stop' },
              usage: usageOf(value.usage),
            }
          },
          async *stream(request, attempt): AsyncGenerator<ChatPart> {
            const more = { stream: true, stream_options: { include_usage: true } }
            let first = true
            for await (const { data } of attempt.http.sse(asked(request, attempt, more))) {
              if (first) at('upstream-written')
              if (data === '[DONE]') break
              const { choices, usage } = JSON.parse(data) as Chunk
              const text = choices[0]?.delta.content
              if (first) yield { type: 'text-start', id: '0' }
              first = false
              if (text) {
                at('mid-stream')
                yield { type: 'text-delta', id: '0', text }
              }
              if (usage) {
                at('after-usage')
                yield { type: 'usage', usage: usageOf(usage) }
              }
            }
            yield { type: 'text-end', id: '0' }
            yield { type: 'finish', finish: { unified: 'stop' } }
          },
        },
      }),
  })
}

function painter({ picturesUrl, key, tag }: KilledVendors, at: (point: string) => void): Plugin {
  const headers = { authorization: `Bearer ${key}` }
  return definePlugin({
    id: 'painter',
    abi: 1,
    capabilities: { image },
    config,
    hosts: ({ host }) => [host],
    models: [
      {
        id: 'flux',
        capabilities: ['image'],
        prices: [{ meter: 'image', nanoUsd: BigInt(killedPrices.image), per: 1 }],
      },
    ],
    setup: ({ provide }) =>
      provide({
        image: {
          job: {
            async start({ n = 1 }: ImageRequest, attempt) {
              const prompt = `A heron, for ${tag}:${attempt.callId}.${attempt.number}`
              const { value } = await attempt.http.json<Prediction>({
                url: `${picturesUrl}/models/black-forest-labs/flux-schnell/predictions`,
                method: 'POST',
                headers,
                json: { input: { prompt, num_outputs: n } },
              })
              at('job-started')
              return statusOf(value)
            },
            async status(cursor, attempt) {
              const url = `${picturesUrl}/predictions/${cursor}`
              const { value } = await attempt.http.json<Prediction>({ url, headers })
              at('job-asked')
              return statusOf(value)
            },
          },
        },
      }),
  })
}

function statusOf({ id, status, output }: Prediction): JobStatus<typeof image> {
  if (status !== 'succeeded' || !output) return { state: 'running', cursor: id, checkAfterMs: 1 }
  const images = output.map(
    () => ({ mediaType: 'image/*', data: { kind: 'base64', base64: pixel } }) as const,
  )
  return {
    state: 'succeeded',
    cursor: id,
    result: { images, usage: knownUsage({ image: images.length }) },
  }
}

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
