import { testProvider } from '@lucid-gateway/testkit'
import plugin from './index.ts'

testProvider({
  plugin,
  packageJson: new URL('../package.json', import.meta.url),
  capabilities: { 'x-acme': { requests: [{ text: 'Hello', times: 2 }] } },
})
