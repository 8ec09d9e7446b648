import {
  chat,
  type ChatPart,
  type ChatRequest,
  definePlugin,
  knownUsage,
  LucidError,
  type Plugin,
  secret,
} from '@lucid-gateway/core'
import type { Attempt } from '@lucid-gateway/core'

export const hi: ChatRequest = { messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] }

/** What a try of the made-up vendor comes to: text, a failure, or a failure after some text. */
export type Play = (attempt: Attempt) => AsyncIterable<ChatPart>

export function says(text: string): Play {
  return async function* () {
    yield { type: 'text-start', id: '0' }
    yield { type: 'text-delta', id: '0', text }
    yield { type: 'text-end', id: '0' }
    yield { type: 'usage', usage: knownUsage({ input: 3, output: 2 }) }
    yield { type: 'finish', finish: { unified: 'stop' } }
  }
}

export function fails(error: unknown): Play {
  return () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) })
}

/** Text that never ends, until the attempt is aborted. */
export const talksOn: Play = async function* (attempt) {
  yield { type: 'text-start', id: '0' }
  for (let n = 0; ; n++) {
    attempt.signal.throwIfAborted()
    yield { type: 'text-delta', id: '0', text: `${n} ` }
    await new Promise(resolve => setImmediate(resolve))
  }
}

/** A vendor whose tries go by a script, one entry a try; the last one stays. */
export function acme(script: readonly Play[], id = 'acme'): Plugin & { readonly tried: Attempt[] } {
  const tried: Attempt[] = []
  const plugin = definePlugin({
    id,
    abi: 1,
    capabilities: { chat },
    credentials: { apiKey: secret(`${id.toUpperCase()}_KEY`, { optional: true }) },
    models: [
      {
        id: 'm',
        capabilities: ['chat'],
        aliases: ['m-latest'],
        prices: [
          { meter: 'input', nanoUsd: 10n, per: 1 },
          { meter: 'output', nanoUsd: 100n, per: 1 },
        ],
      },
      { id: 'mute', capabilities: [] },
    ],
    setup: ({ provide }) =>
      provide({
        chat: {
          stream: (_request, attempt) => {
            tried.push(attempt)
            const play = script[Math.min(tried.length, script.length) - 1]
            if (!play) throw new LucidError('upstream', 'no script')
            return play(attempt)
          },
        },
      }),
  })
  return { ...plugin, tried } as unknown as Plugin & { readonly tried: Attempt[] }
}
