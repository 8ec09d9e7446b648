import anthropic from '@lucid-gateway/provider-anthropic'
import google from '@lucid-gateway/provider-google'
import { openaiCompatible } from '@lucid-gateway/openai-compatible'
import openai from '@lucid-gateway/provider-openai'
import {
  type RecordedRequest,
  type Simulator,
  simulatorKey,
  startAnthropicSimulator,
  startGeminiSimulator,
  startOpenAISimulator,
} from '@lucid-gateway/simulators'
import { newKey } from '../access/app-key.ts'
import { testGateway, type TestGateway } from './test-gateway.ts'

/** Vendors by their plugins, and two more that are OpenAI's on one of its wires alone. */
export type BehindId = (typeof vendorIds)[number] | 'responses' | 'compatible'

/** A vendor behind the gateway: its simulator, and models of it. */
export interface TestVendor {
  readonly id: BehindId
  readonly model: string
  /** One that reasons, and shows it where the vendor's do. */
  readonly thinker: string
  readonly requests: readonly RecordedRequest[]
}

export interface TestWorld extends AsyncDisposable {
  readonly host: TestGateway
  readonly key: string
  readonly vendors: Readonly<Record<BehindId, TestVendor>>
  /** Forgets what the vendors were asked. */
  reset(): void
}

export const vendorIds = ['openai', 'anthropic', 'google'] as const

/** OpenAI as one who speaks its older wire alone. */
const compatible = openaiCompatible({
  id: 'compatible',
  baseUrl: 'https://compatible.example/v1',
  apiKey: { env: 'COMPATIBLE_API_KEY' },
  families: [{ names: /^gpt/, capabilities: ['chat'] }],
})

/** A gateway with all vendors behind it. `decoded` puts a layer before them that makes the gateway translate every call. */
export async function testWorld({ decoded }: { readonly decoded: boolean }): Promise<TestWorld> {
  const simulators = {
    openai: await startOpenAISimulator(),
    anthropic: await startAnthropicSimulator(),
    google: await startGeminiSimulator(),
  }
  const key = newKey()
  const host = await testGateway({
    env: {
      LUCID_API_KEY: key,
      OPENAI_API_KEY: simulatorKey,
      COMPATIBLE_API_KEY: simulatorKey,
      ANTHROPIC_API_KEY: simulatorKey,
      GEMINI_API_KEY: simulatorKey,
      CIRCUIT_BREAKER_FAILURE_THRESHOLD: '1000',
    },
    config: {
      plugins: [],
      retry: { attempts: 1 },
      channels: { stable: { 'chat.default': [{ provider: 'openai', model: 'gpt-4.1-mini' }] } },
      hooks: decoded
        ? [{ kind: 'call', name: 'reader', phase: 'guard', needsContent: true, run: (_call, next) => next() }]
        : [],
      accounts: {
        ...Object.fromEntries(
          vendorIds.map(id => [id, { provider: id, config: { baseUrl: simulators[id].url } }]),
        ),
        compatible: { provider: 'compatible', config: { baseUrl: simulators.openai.url } },
      },
    },
    plugins: [openai, anthropic, google, compatible],
  })
  const vendor = (
    id: BehindId,
    account: (typeof vendorIds)[number] | 'compatible',
    model: string,
    thinker = model,
  ): TestVendor => ({
    id,
    model: `${account}/${model}`,
    thinker: `${account}/${thinker}`,
    requests: simulators[account === 'compatible' ? 'openai' : account].requests,
  })
  const all: readonly Simulator<never>[] = Object.values(simulators)
  return {
    host,
    key,
    vendors: {
      openai: vendor('openai', 'openai', 'gpt-4.1-mini', 'gpt-5-mini'),
      responses: vendor('responses', 'openai', 'o3-pro'),
      compatible: vendor('compatible', 'compatible', 'gpt-4.1-mini', 'gpt-5-mini'),
      anthropic: vendor('anthropic', 'anthropic', 'claude-haiku-4-5', 'claude-opus-5'),
      google: vendor('google', 'google', 'gemini-2.0-flash', 'gemini-3.8-flash'),
    },
    reset: () => all.forEach(simulator => simulator.reset()),
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]()
      await Promise.all(all.map(simulator => simulator.close()))
    },
  }
}
