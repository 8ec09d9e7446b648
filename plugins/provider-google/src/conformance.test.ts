import { geminiErrors, simulatorKey, startGeminiSimulator } from '@lucid-gateway/simulators'
import { testProvider } from '@lucid-gateway/testkit'
import plugin from './index.ts'

const asks = (text: string) => ({
  messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text }] }],
})

testProvider({
  plugin,
  packageJson: new URL('../package.json', import.meta.url),
  server: () => startGeminiSimulator(),
  account: ({ url }) => ({ credentials: { apiKey: simulatorKey }, config: { baseUrl: url } }),
  vendorError: message => ({
    error: { ...(geminiErrors.internal.toJSON() as { error: object }).error, message },
  }),
  capabilities: {
    chat: {
      model: 'gemini-3.8-flash',
      requests: [
        asks('Say hello in five words.'),
        { ...asks('Think first. sim:reasoning=32 sim:cached=2'), reasoning: { summary: 'auto' } },
        asks('Something bad. sim:filter'),
        asks('Something worse. sim:block'),
        asks('What is there? sim:cite'),
      ],
    },
    embedding: { model: 'gemini-embedding-001' },
  },
})
