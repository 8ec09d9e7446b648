import { chat, type ChatPart, definePlugin, knownUsage, LucidError } from '@lucid-gateway/core'

/** What became of the calls of a model: how often it was asked, and how often it was given up. */
export interface Seen {
  readonly asked: Record<string, number>
  readonly aborted: Record<string, number>
}

/** A provider that has a model for each way in which one can act. */
export function scripted(): { readonly plugin: ReturnType<typeof make>; readonly seen: Seen } {
  const seen: Seen = { asked: {}, aborted: {} }
  return { plugin: make(seen), seen }
}

const models = ['echo', 'limits-once', 'limits-long', 'refuses', 'hangs', 'endless', 'breaks']

function make(seen: Seen) {
  return definePlugin({
    id: 'scripted',
    abi: 1,
    capabilities: { chat },
    models: models.map(id => ({
      id,
      capabilities: ['chat'],
      limits: { contextTokens: 1000 },
      prices: [
        { meter: 'input', nanoUsd: 0n, per: 1 },
        { meter: 'output', nanoUsd: 1_000_000n, per: 1 },
      ],
    })),
    setup: ({ provide }) =>
      provide({
        chat: {
          async *stream(request, { model, signal }): AsyncGenerator<ChatPart> {
            const times = (seen.asked[model] = (seen.asked[model] ?? 0) + 1)
            signal.addEventListener('abort', () => (seen.aborted[model] = (seen.aborted[model] ?? 0) + 1), {
              once: true,
            })
            if (model === 'refuses') throw new LucidError('content_filter', 'That is not said here.')
            if (model === 'limits-long') throw limited(120_000)
            if (model === 'limits-once' && times === 1) throw limited(2000)
            if (model === 'hangs') await aborted(signal)
            yield* said(request.messages.at(-1)?.content ?? [])
            if (model === 'breaks') throw new LucidError('upstream', 'The line broke.', { recourse: 'none' })
            if (model === 'endless') await aborted(signal)
            yield { type: 'text-end', id: '0' }
            yield { type: 'usage', usage: knownUsage({ input: 3, output: 5 }) }
            yield { type: 'finish', finish: { unified: 'stop' } }
          },
        },
      }),
  })
}

function* said(content: readonly { readonly type: string }[]): Generator<ChatPart> {
  yield { type: 'text-start', id: '0' }
  const text = content.map(part => ('text' in part ? String(part.text) : '')).join('')
  for (const word of text.split(/(?<= )/)) yield { type: 'text-delta', id: '0', text: word }
}

function limited(retryAfterMs: number): LucidError {
  return new LucidError('rate_limit', 'Slow down.', { recourse: 'same', retryAfterMs })
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  )
}
