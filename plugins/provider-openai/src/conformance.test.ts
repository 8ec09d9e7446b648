import { simulatorKey, startOpenAISimulator } from '@lucid-gateway/simulators'
import { testProvider } from '@lucid-gateway/testkit'
import plugin from './index.ts'

const asks = (text: string) => ({
  messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text }] }],
})

const given = {
  plugin,
  packageJson: new URL('../package.json', import.meta.url),
  server: () => startOpenAISimulator(),
  account: ({ url }: { readonly url: string }) => ({
    credentials: { apiKey: simulatorKey },
    config: { baseUrl: url },
  }),
}

testProvider({
  ...given,
  capabilities: {
    chat: {
      model: 'gpt-5-mini',
      requests: [
        asks('Say hello in five words.'),
        asks('Think first. sim:reasoning=32 sim:cached=2'),
        asks('Something bad. sim:refusal'),
      ],
    },
  },
})

/** A model that is served on the other wire alone. */
testProvider({
  ...given,
  streamError: message => ({ type: 'error', code: 'server_error', message, param: null, sequence_number: 3 }),
  capabilities: {
    chat: {
      model: 'gpt-5-pro',
      requests: [
        asks('Say hello in five words.'),
        asks('Think first. sim:reasoning=32 sim:cached=2'),
        asks('Look it up. sim:search=news sim:cite'),
        asks('Something bad. sim:refusal'),
      ],
    },
  },
})
