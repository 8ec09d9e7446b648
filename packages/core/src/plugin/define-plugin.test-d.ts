import { z } from 'zod'
import { chat, definePlugin, type Plugin, secret } from '../index.ts'

const plugin = definePlugin({
  id: 'groq',
  abi: 1,
  capabilities: { chat },
  credentials: { apiKey: secret('GROQ_API_KEY'), organisation: secret('GROQ_ORG', { optional: true }) },
  config: z.object({ baseUrl: z.url().default('https://api.groq.com/openai/v1') }),
  hosts: config => [new URL(config.baseUrl).host],
  setup: ({ config, provide }) =>
    provide({
      chat: {
        async *stream(request, attempt) {
          const key: string = attempt.credentials.apiKey
          const organisation: string | undefined = attempt.credentials.organisation
          // @ts-expect-error not declared
          void attempt.credentials.other
          void [config.baseUrl, key, organisation, request.messages.length]
          yield { type: 'text-start', id: '0' }
          yield { type: 'text-delta', id: '0', text: 'hi' }
          yield { type: 'text-end', id: '0' }
        },
      },
      // @ts-expect-error a capability that was not declared
      image: {},
    }),
})

const anyPlugin: Plugin = plugin
void anyPlugin

definePlugin({
  id: 'x',
  abi: 1,
  capabilities: { chat },
  setup: ({ provide }) =>
    provide({
      chat: {
        // @ts-expect-error a part that chat does not have
        async *stream() {
          yield { type: 'nonsense' }
        },
      },
    }),
})

// @ts-expect-error another contract version
definePlugin({ id: 'x', abi: 2, setup: () => {} })
