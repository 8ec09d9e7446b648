import { ndjson, scriptedServer, testProvider } from '@lucid-gateway/testkit'
import plugin from './index.ts'

const answer = [{ text: 'Olá, ' }, { text: 'tudo bem? 🙂' }, { done: { inputTokens: 4, outputTokens: 2 } }]

testProvider({
  plugin,
  packageJson: new URL('../package.json', import.meta.url),
  server: () => scriptedServer({ 'POST /generate': ndjson(answer) }),
  account: ({ url }) => ({ config: { baseUrl: url } }),
})
