import type { ModelCard, Price } from '@lucid-gateway/core'
import type { GeminiQuirks } from '@lucid-gateway/wires/gemini'

const source = 'npm @pydantic/genai-prices 0.1.8'

/** In US dollars for a million tokens. Thoughts are billed as output. */
function prices(
  input: number,
  cached: number | undefined,
  output?: number,
  audio?: number,
): readonly Price[] {
  const price = (meter: string, dollars: number | undefined): readonly Price[] =>
    dollars === undefined
      ? []
      : [{ meter, nanoUsd: BigInt(Math.round(dollars * 1e9)), per: 1_000_000, source, asOf: '2026-09-23' }]
  return [
    ...price('input', input),
    ...price('cache_read', cached),
    ...price('input_audio', output === undefined ? undefined : (audio ?? input)),
    ...price('output', output),
    ...price('reasoning', output),
  ]
}

const abilities = ['tools', 'images', 'files', 'json-schema', 'reasoning']

function chat(id: string, rest: Partial<ModelCard> = {}): ModelCard {
  return {
    id,
    capabilities: ['chat'],
    abilities,
    limits: { contextTokens: 1_048_576, outputTokens: 65_536 },
    ...rest,
  }
}

/**
 * Where a model has no prices, they depend on the length of the prompt, or on the day, or were not found: unknown is not
 * 0. https://ai.google.dev/gemini-api/docs/models
 */
export const models: readonly ModelCard[] = [
  chat('gemini-3.8-flash'),
  chat('gemini-3.7-flash'),
  chat('gemini-3.6-flash'),
  chat('gemini-3.5-flash', { prices: prices(1.5, 0.15, 9) }),
  chat('gemini-3.5-flash-lite', { prices: prices(0.3, 0.03, 2.5) }),
  chat('gemini-3.1-pro-preview'),
  chat('gemini-3.1-flash-lite', { prices: prices(0.25, 0.025, 1.5, 0.5) }),
  chat('gemini-3-flash-preview', { prices: prices(0.5, 0.05, 3, 1) }),
  chat('gemini-2.5-pro'),
  chat('gemini-2.5-flash', { prices: prices(0.3, 0.03, 2.5, 1) }),
  chat('gemini-2.5-flash-lite'),
  chat('gemini-2.0-flash', {
    abilities: abilities.filter(ability => ability !== 'reasoning'),
    limits: { contextTokens: 1_048_576, outputTokens: 8192 },
    prices: prices(0.1, 0.025, 0.4, 0.7),
  }),
  {
    id: 'gemini-embedding-001',
    capabilities: ['embedding'],
    limits: { contextTokens: 2048, batch: 100, dimensions: 3072 },
    prices: prices(0.15, undefined),
  },
  {
    id: 'gemini-embedding-2',
    capabilities: ['embedding'],
    limits: { contextTokens: 8192, batch: 100, dimensions: 3072 },
  },
]

/** The card of a model by its name. */
export function cardFor(id: string): ModelCard | undefined {
  return models.find(card => card.id === id)
}

/** What a model without a card can do, by what the vendor says it supports, else by its name. */
export function capabilitiesOf(id: string, actions: readonly string[] | undefined): readonly string[] {
  if (/embedding/.test(id)) return ['embedding']
  if (/image|tts|live|audio|veo|imagen|lyria|aqa|robotics|computer-use/.test(id)) return []
  if (actions) return actions.includes('generateContent') ? ['chat'] : []
  return /^(gemini|gemma|learnlm)-/.test(id) ? ['chat'] : []
}

/** https://ai.google.dev/gemini-api/docs/thinking and /thought-signatures */
export const quirks: GeminiQuirks = {
  signedCalls: true,
  rules: [
    { models: /^gemini-3(\.\d+)?-pro/, quirks: { levels: ['LOW', 'MEDIUM', 'HIGH'] } },
    {
      models: /^gemini-2\.5/,
      quirks: { thinking: 'budget', signedCalls: false, filesInResults: false, detail: false },
    },
    { models: /^gemini-2\.5-pro/, quirks: { leastBudget: 128 } },
    {
      models: /^(gemini-[12]\.[0-4]|gemma|learnlm)/,
      quirks: { thinking: 'none', signedCalls: false, filesInResults: false, detail: false },
    },
  ],
}
