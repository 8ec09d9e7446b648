import { openaiChatServer, testProvider } from '@lucid-gateway/testkit'
import plugin from './index.ts'

testProvider({
  plugin,
  packageJson: new URL('../package.json', import.meta.url),
  server: openaiChatServer,
  account: ({ url }) => ({ config: { baseUrl: url } }),
})
