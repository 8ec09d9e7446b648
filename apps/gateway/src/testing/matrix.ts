import type { RecordedRequest } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { aiClients } from './clients/ai-client.ts'
import { anthropicClient } from './clients/anthropic-client.ts'
import { geminiClient } from './clients/gemini-client.ts'
import { langchainClient } from './clients/langchain-client.ts'
import { openaiClient } from './clients/openai-client.ts'
import { responsesClient } from './clients/responses-client.ts'
import type { TestClient } from './clients/test-client.ts'
import { type BehindId, type TestVendor, testWorld, type TestWorld } from './vendors.ts'

type Wire = 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'gemini'

interface Held {
  readonly wire: Wire
  /** How one is told of a failure: by an error of the vendor's own SDK, or by one of its own. */
  readonly errors: 'openai' | 'anthropic' | 'gemini' | 'ai'
  make(gateway: string, apiKey: string): TestClient
}

/** The clients that are held to work, unchanged, by their base URL alone. */
export const clients = {
  openai: { wire: 'openai-chat', errors: 'openai', make: openaiClient },
  'openai, responses': { wire: 'openai-responses', errors: 'openai', make: responsesClient },
  '@anthropic-ai/sdk': { wire: 'anthropic-messages', errors: 'anthropic', make: anthropicClient },
  '@google/genai': { wire: 'gemini', errors: 'gemini', make: geminiClient },
  'ai with @ai-sdk/openai, chat': { wire: 'openai-chat', errors: 'ai', make: aiClients.chat },
  'ai with @ai-sdk/openai, responses': { wire: 'openai-responses', errors: 'ai', make: aiClients.responses },
  'ai with @ai-sdk/anthropic': { wire: 'anthropic-messages', errors: 'ai', make: aiClients.anthropic },
  'ai with @ai-sdk/google': { wire: 'gemini', errors: 'ai', make: aiClients.google },
  '@langchain/openai': { wire: 'openai-chat', errors: 'openai', make: langchainClient },
  '@langchain/openai, responses': {
    wire: 'openai-responses',
    errors: 'openai',
    make: (gateway, apiKey) => langchainClient(gateway, apiKey, true),
  },
} as const satisfies Readonly<Record<string, Held>>

export type ClientId = keyof typeof clients
export const clientIds = Object.keys(clients) as readonly ClientId[]

/** What of an answer a client does not show its application, whatever is behind it, and why. */
const hidden: Partial<Record<ClientId, Readonly<Record<string, string>>>> = {
  '@langchain/openai': { sources: 'Its messages of the chat wire have no place for annotations.' },
  '@langchain/openai, responses': {
    'reasoning of a stream': 'Of a stream it keeps what is encrypted, and no text.',
    'two pieces of reasoning in a turn': 'It keeps one item of reasoning a turn, and joins others to it.',
  },
}

export function hides(client: ClientId, what: string): boolean {
  return hidden[client]?.[what] !== undefined
}

/** Who stands for each of the four wires behind a client: OpenAI speaks to each in the one that it asks in. */
export function vendorsBehind(client: ClientId): readonly BehindId[] {
  const chat = clients[client].wire === 'openai-responses' ? 'compatible' : 'openai'
  return [chat, 'responses', 'anthropic', 'google']
}

const ownVendor: Readonly<Record<Wire, BehindId>> = {
  'openai-chat': 'openai',
  'openai-responses': 'responses',
  'anthropic-messages': 'anthropic',
  gemini: 'google',
}

/** What a vendor's wire is told by. */
export const paths: Readonly<Record<BehindId, RegExp>> = {
  openai: /\/chat\/completions$/,
  compatible: /\/chat\/completions$/,
  responses: /\/responses$/,
  anthropic: /\/v1\/messages$/,
  google: /:(stream)?[gG]enerateContent$/,
}

/** What a vendor wants back to go on from what it reasoned. OpenAI's chat has no such thing, neither to give nor to keep. */
export const proofs: Readonly<Record<BehindId, RegExp>> = {
  openai: /./,
  compatible: /./,
  responses: /"encrypted_content":"gAAAAA[^"]+"/,
  anthropic: /"signature":"EqSim[^"]{8,}"/,
  google: /"thoughtSignature":"(?!skip)[^"]{4,}"/,
}

export const hasProof = (vendor: string): boolean => vendor !== 'openai' && vendor !== 'compatible'

export const bodyOf = (request: RecordedRequest | undefined): string =>
  Buffer.from(request?.raw ?? []).toString()

export interface Pair {
  readonly clientId: ClientId
  readonly vendorId: BehindId
  readonly client: TestClient
  readonly vendor: TestVendor
}

/** Each client with each wire behind it; and on its own wire translated too. */
export function describePairs(tests: (pair: () => Pair) => void): void {
  describe.each(['relayed where it can be', 'translated'] as const)('%s', path => {
    const world = useWorld(path === 'translated')
    const pairs = clientIds.flatMap(client =>
      vendorsBehind(client)
        .filter(vendor => path !== 'translated' || vendor === ownVendor[clients[client].wire])
        .map(vendor => [client, vendor] as const),
    )
    describe.each(pairs)('%s with %s behind', (clientId, vendorId) => {
      let pair: Pair
      beforeAll(() => {
        const { host, key, vendors } = world()
        const client = clients[clientId].make(host.url, key)
        pair = { clientId, vendorId, client, vendor: vendors[vendorId] }
      })
      tests(() => pair)
    })
  })
}

/** One world for all tests of a block, which forgets between them what its vendors were asked. */
export function useWorld(decoded: boolean): () => TestWorld {
  let world: TestWorld
  beforeAll(async () => {
    world = await testWorld({ decoded })
  })
  afterAll(() => world[Symbol.asyncDispose]())
  beforeEach(() => world.reset())
  return () => world
}
