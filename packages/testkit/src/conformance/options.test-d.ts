import {
  chat,
  defineCapability,
  definePlugin,
  noUsage,
  type ResultHead,
  type StandardSchema,
} from '@lucid-gateway/core'
import { fakeHost } from '../fake-host/fake-host.ts'
import { testProvider } from './test-provider.ts'

interface Echo extends ResultHead {
  readonly echo: string
}

declare const schema: StandardSchema<{ readonly text: string }>
const echo = defineCapability<Echo>()({
  id: 'x-echo',
  description: 'Echo.',
  request: schema,
  modes: ['unary'],
})
const plugin = definePlugin({
  id: 'echo',
  abi: 1,
  capabilities: { chat, 'x-echo': echo },
  setup: ({ provide }) =>
    provide({ 'x-echo': { generate: async ({ text }) => ({ echo: text, usage: noUsage }) } }),
})

testProvider({ plugin, capabilities: { 'x-echo': { requests: [{ text: 'Hello' }] } } })
testProvider({ plugin, skip: { 'tool calls': 'it has none' } })

// @ts-expect-error a request of this capability has a text
testProvider({ plugin, capabilities: { 'x-echo': { requests: [{ words: 'Hello' }] } } })
// @ts-expect-error the plugin does not declare it
testProvider({ plugin, capabilities: { image: { model: 'one' } } })
// @ts-expect-error there is no such scenario
testProvider({ plugin, skip: { 'tool call': 'mistyped' } })

const host = await fakeHost({ plugins: [plugin] })
const { echo: text } = await host.run(echo, { text: 'Hello' })
text satisfies string
// @ts-expect-error a request of this capability has a text
await host.run(echo, { words: 'Hello' })
