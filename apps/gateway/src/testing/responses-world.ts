import anthropic from '@lucid-gateway/provider-anthropic'
import openai from '@lucid-gateway/provider-openai'
import {
  type OpenAISimulator,
  simulatorKey,
  startAnthropicSimulator,
  startOpenAISimulator,
} from '@lucid-gateway/simulators'
import OpenAI from 'openai'
import { newKey } from '../access/app-key.ts'
import type { Config } from '../config/config.ts'
import { testGateway, type TestGateway } from './test-gateway.ts'

/** Two accounts with one vendor, one with another, and several teams: what pinning is about. */
export interface ResponsesWorld extends AsyncDisposable {
  readonly host: TestGateway
  readonly accounts: { readonly 'openai-a': OpenAISimulator; readonly 'openai-b': OpenAISimulator }
  /** The SDK with the key of a team. */
  readonly sdk: Readonly<Record<'red' | 'blue' | 'limited', OpenAI>>
  /** How often each account was asked for answers since the last time. */
  asked(): Readonly<Record<string, number>>
  /** Takes an account out of the config, and has that read again. */
  disable(account: keyof ResponsesWorld['accounts']): Promise<void>
}

export async function responsesWorld(
  more: Partial<Config> = {},
  ofRed: { readonly storeResponses?: boolean } = {},
): Promise<ResponsesWorld> {
  const accounts = { 'openai-a': await startOpenAISimulator(), 'openai-b': await startOpenAISimulator() }
  const claude = await startAnthropicSimulator()
  const keys = { red: newKey(), blue: newKey(), limited: newKey() }
  // With the plugin's own name for it in the environment, there would be a third account, at the vendor's own address.
  const account = { enabled: true, credentials: { apiKey: 'env:SIMULATOR_KEY' } }
  const settings = {
    'openai-a': { ...account, provider: 'openai', config: { baseUrl: accounts['openai-a'].url } },
    'openai-b': { ...account, provider: 'openai', config: { baseUrl: accounts['openai-b'].url } },
    anthropic: { ...account, provider: 'anthropic', config: { baseUrl: claude.url } },
  }
  const config = {
    plugins: [],
    retry: { attempts: 3, baseMs: 1 },
    breaker: false,
    accounts: settings,
    channels: {
      stable: {
        'chat.default': [
          { provider: 'openai-a', model: 'gpt-4.1-mini' },
          { provider: 'openai-b', model: 'gpt-4.1-mini' },
          { provider: 'anthropic', model: 'claude-haiku-4-5' },
        ],
      },
    },
    keys: [
      { name: 'red', key: 'env:RED_KEY', ...ofRed },
      { name: 'blue', key: 'env:BLUE_KEY' },
      { name: 'limited', key: 'env:LIMITED_KEY', models: ['anthropic/*'] },
    ],
    ...more,
  } satisfies Config
  const host = await testGateway({
    env: {
      RED_KEY: keys.red,
      BLUE_KEY: keys.blue,
      LIMITED_KEY: keys.limited,
      SIMULATOR_KEY: simulatorKey,
    },
    plugins: [openai, anthropic],
    config,
  })
  const sdkOf = (apiKey: string) => new OpenAI({ apiKey, baseURL: `${host.url}/v1`, maxRetries: 0 })
  const seen: Record<string, number> = {}
  return {
    host,
    accounts,
    sdk: { red: sdkOf(keys.red), blue: sdkOf(keys.blue), limited: sdkOf(keys.limited) },
    asked() {
      const fresh = Object.entries(accounts).map(([name, { requests }]) => {
        const count = requests.length - (seen[name] ?? 0)
        seen[name] = requests.length
        return [name, count] as const
      })
      return Object.fromEntries(fresh.filter(([, count]) => count > 0))
    },
    async disable(account) {
      settings[account].enabled = false
      await host.gateway.reload()
    },
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]()
      await Promise.all([...Object.values(accounts), claude].map(simulator => simulator.close()))
    },
  }
}
