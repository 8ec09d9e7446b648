import { simulatorKey, startOpenAISimulator } from '@lucid-gateway/simulators'
import { testProvider } from '@lucid-gateway/testkit'
import plugin from './index.ts'

const asks = (text: string) => ({
  messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text }] }],
})

const picture = {
  mediaType: 'image/png',
  data: { kind: 'base64', base64: 'iVBORw0KGgo=' },
} as const

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
    embedding: { model: 'text-embedding-3-small' },
    image: {
      model: 'gpt-image-2.5-flare',
      requests: [
        { prompt: 'A hut in the snow', size: '64x64', partialImages: 1 },
        { prompt: 'The same at night', images: [picture], mask: picture, n: 2 },
      ],
    },
    moderation: { model: 'omni-moderation-latest' },
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
