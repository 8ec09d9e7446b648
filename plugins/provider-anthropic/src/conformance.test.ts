import { simulatorKey, startAnthropicSimulator } from '@lucid-gateway/simulators'
import { testProvider } from '@lucid-gateway/testkit'
import plugin from './index.ts'

const asks = (text: string) => ({
  messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text }] }],
})

testProvider({
  plugin,
  packageJson: new URL('../package.json', import.meta.url),
  server: () => startAnthropicSimulator(),
  account: ({ url }) => ({ credentials: { apiKey: simulatorKey }, config: { baseUrl: url } }),
  vendorError: message => ({ type: 'error', error: { type: 'api_error', message }, request_id: 'req_1' }),
  capabilities: {
    chat: {
      model: 'claude-sonnet-4-6',
      requests: [
        asks('Say hello in five words.'),
        { ...asks('Think first. sim:cached=2 sim:cache-hour=1'), reasoning: { effort: 'high' } },
        asks('Something bad. sim:refusal'),
        asks('Look it up. sim:search'),
      ],
    },
  },
})
