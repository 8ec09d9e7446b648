import { chat, type ChatRequest, definePlugin, knownUsage, LucidError, secret } from '@lucid-gateway/core'
import { errorFromStatus, readErrorBody, readProviderError } from '@lucid-gateway/provider-kit'
import { z } from 'zod'

/** A line of the vendor's answer. Replace it, and what is made of it below, by what your vendor really sends. */
interface Line {
  readonly text?: string
  readonly done?: { readonly inputTokens: number; readonly outputTokens: number }
  readonly error?: unknown
}

export default definePlugin({
  id: 'acme',
  abi: 1,
  name: 'Acme',
  capabilities: { chat },
  credentials: { apiKey: secret('ACME_API_KEY') },
  config: z.strictObject({ baseUrl: z.url().default('https://api.acme.example/v1') }),
  hosts: ({ baseUrl }) => [new URL(baseUrl).host],
  models: [{ id: 'acme-1', capabilities: ['chat'] }],
  setup: ({ config: { baseUrl }, provide }) =>
    provide({
      chat: {
        // A stream is enough: a whole answer is made of its parts.
        async *stream(request, attempt) {
          const lines = attempt.http.ndjson<Line>({
            url: `${baseUrl}/generate`,
            headers: { authorization: `Bearer ${attempt.credentials.apiKey}` },
            json: { model: attempt.model, prompt: promptOf(request), maxTokens: request.maxOutputTokens },
            error: readProviderError,
          })
          let begun = false
          for await (const { text, done, error } of lines) {
            if (error !== undefined) throw errorFromStatus(200, readErrorBody(JSON.stringify({ error })))
            if (text !== undefined) {
              // Not before there is text: until the first part another provider can still take over.
              if (!begun) yield { type: 'text-start', id: 'answer' }
              begun = true
              yield { type: 'text-delta', id: 'answer', text }
            }
            if (done) {
              if (begun) yield { type: 'text-end', id: 'answer' }
              yield {
                type: 'usage',
                usage: knownUsage({ input: done.inputTokens, output: done.outputTokens }),
              }
              yield { type: 'finish', finish: { unified: 'stop' } }
              return
            }
          }
          throw new LucidError('network', 'The answer ended before it was whole.')
        },
      },
    }),
})

function promptOf({ messages }: ChatRequest): string {
  const textOf = (part: { readonly type: string; readonly text?: string }): string => part.text ?? ''
  return messages.map(({ role, content }) => `${role}: ${content.map(textOf).join('')}`).join('\n')
}
