import type { ModelCard, Price } from '@lucid-gateway/core'
import type { ModelFamily } from '@lucid-gateway/openai-compatible'
import type { ChatQuirks } from '@lucid-gateway/wires/openai-chat'
import { openaiResponses, type ResponsesQuirks } from '@lucid-gateway/wires/openai-responses'
import { imageModels } from './cards/image-models.ts'

/** In US dollars for a million tokens. Reasoning is billed as output. */
function prices(input: number, cached?: number, output?: number): readonly Price[] {
  const price = (meter: string, dollars: number | undefined): readonly Price[] =>
    dollars === undefined
      ? []
      : [{ meter, nanoUsd: BigInt(Math.round(dollars * 1e9)), per: 1_000_000, source, asOf: '2026-09-23' }]
  return [
    ...price('input', input),
    ...price('cache_read', cached),
    ...price('output', output),
    ...price('reasoning', output),
  ]
}

const source = 'npm @pydantic/genai-prices 0.1.8'

const abilities = ['tools', 'images', 'files', 'json-schema']

function chat(
  id: string,
  limits: readonly [context: number, output?: number],
  rest: Partial<ModelCard> = {},
): ModelCard {
  const [contextTokens, outputTokens] = limits
  return {
    id,
    capabilities: ['chat'],
    abilities,
    limits: { contextTokens, ...(outputTokens === undefined ? {} : { outputTokens }) },
    ...rest,
  }
}

function reasoning(
  id: string,
  limits: readonly [context: number, output?: number],
  rest: Partial<ModelCard> = {},
): ModelCard {
  return chat(id, limits, { abilities: [...abilities, 'reasoning'], ...rest })
}

/** Served at `/responses` alone. */
function responsesOnly(
  id: string,
  limits: readonly [context: number, output?: number],
  rest: Partial<ModelCard> = {},
): ModelCard {
  return reasoning(id, limits, { quirks: { wire: openaiResponses }, ...rest })
}

/**
 * Where a model has no prices, they depend on the length of the prompt or were not found: unknown is not 0.
 * https://developers.openai.com/api/docs/models
 */
export const models: readonly ModelCard[] = [
  reasoning('gpt-6-astra', [1_050_000]),
  reasoning('gpt-6-sol', [1_050_000]),
  reasoning('gpt-6-luna', [1_050_000]),
  reasoning('gpt-5.6-sol', [1_050_000]),
  reasoning('gpt-5.6-terra', [1_050_000]),
  reasoning('gpt-5.6-luna', [1_050_000]),
  reasoning('gpt-5.5', [1_000_000], { aliases: ['gpt-5.5-2026-04-23'] }),
  reasoning('gpt-5.4', [1_050_000]),
  reasoning('gpt-5.4-mini', [400_000], {
    aliases: ['gpt-5.4-mini-2026-03-17'],
    prices: prices(0.75, 0.075, 4.5),
  }),
  reasoning('gpt-5.4-nano', [400_000], {
    aliases: ['gpt-5.4-nano-2026-03-17'],
    prices: prices(0.2, 0.02, 1.25),
  }),
  reasoning('gpt-5.2', [400_000, 128_000], {
    aliases: ['gpt-5.2-2025-12-11'],
    prices: prices(1.75, 0.175, 14),
  }),
  reasoning('gpt-5.1', [400_000, 128_000], {
    aliases: ['gpt-5.1-2025-11-13'],
    prices: prices(1.25, 0.125, 10),
  }),
  reasoning('gpt-5', [400_000, 128_000], { aliases: ['gpt-5-2025-08-07'], prices: prices(1.25, 0.125, 10) }),
  reasoning('gpt-5-mini', [400_000, 128_000], {
    aliases: ['gpt-5-mini-2025-08-07'],
    prices: prices(0.25, 0.025, 2),
  }),
  reasoning('gpt-5-nano', [400_000, 128_000], {
    aliases: ['gpt-5-nano-2025-08-07'],
    prices: prices(0.05, 0.005, 0.4),
  }),
  responsesOnly('gpt-5.5-pro', [1_000_000], { aliases: ['gpt-5.5-pro-2026-04-23'] }),
  responsesOnly('gpt-5.4-pro', [1_050_000], { aliases: ['gpt-5.4-pro-2026-03-05'] }),
  responsesOnly('gpt-5.2-pro', [400_000, 128_000], {
    aliases: ['gpt-5.2-pro-2025-12-11'],
    prices: prices(21, undefined, 168),
  }),
  responsesOnly('gpt-5-pro', [400_000, 272_000], {
    aliases: ['gpt-5-pro-2025-10-06'],
    prices: prices(15, undefined, 120),
  }),
  responsesOnly('gpt-5.3-codex', [400_000, 128_000], { prices: prices(1.75, 0.175, 14) }),
  responsesOnly('gpt-5.1-codex', [400_000, 128_000], { prices: prices(1.25, 0.125, 10) }),
  responsesOnly('gpt-5.1-codex-max', [400_000, 128_000], { prices: prices(1.25, 0.125, 10) }),
  responsesOnly('o3-pro', [200_000, 100_000], {
    aliases: ['o3-pro-2025-06-10'],
    prices: prices(20, undefined, 80),
  }),
  reasoning('o4-mini', [200_000, 100_000], {
    aliases: ['o4-mini-2025-04-16'],
    prices: prices(1.1, 0.275, 4.4),
  }),
  reasoning('o3', [200_000, 100_000], { aliases: ['o3-2025-04-16'], prices: prices(2, 0.5, 8) }),
  chat('gpt-4.1', [1_047_576, 32_768], { aliases: ['gpt-4.1-2025-04-14'], prices: prices(2, 0.5, 8) }),
  chat('gpt-4.1-mini', [1_047_576, 32_768], {
    aliases: ['gpt-4.1-mini-2025-04-14'],
    prices: prices(0.4, 0.1, 1.6),
  }),
  chat('gpt-4.1-nano', [1_047_576, 32_768], {
    aliases: ['gpt-4.1-nano-2025-04-14'],
    prices: prices(0.1, 0.025, 0.4),
  }),
  chat('gpt-4o', [128_000, 16_384], {
    aliases: ['gpt-4o-2024-11-20', 'gpt-4o-2024-08-06'],
    prices: prices(2.5, 1.25, 10),
  }),
  chat('gpt-4o-mini', [128_000, 16_384], {
    aliases: ['gpt-4o-mini-2024-07-18'],
    prices: prices(0.15, 0.075, 0.6),
  }),
  ...imageModels,
  {
    id: 'text-embedding-3-small',
    capabilities: ['embedding'],
    limits: { contextTokens: 8192, batch: 2048, dimensions: 1536 },
    prices: prices(0.02),
  },
  {
    id: 'text-embedding-3-large',
    capabilities: ['embedding'],
    limits: { contextTokens: 8192, batch: 2048, dimensions: 3072 },
    prices: prices(0.13),
  },
  {
    id: 'text-embedding-ada-002',
    capabilities: ['embedding'],
    limits: { contextTokens: 8192, batch: 2048, dimensions: 1536 },
    prices: prices(0.1),
  },
  {
    id: 'omni-moderation-latest',
    capabilities: ['moderation'],
    aliases: ['omni-moderation-2024-09-26'],
    abilities: ['images'],
    prices: [
      {
        meter: 'request',
        nanoUsd: 0n,
        per: 1,
        source: 'https://developers.openai.com/api/docs/guides/moderation',
        asOf: '2026-05-02',
      },
    ],
  },
]

/** What models without a card can do: snapshots, fine-tuned ones, and those to come. */
export const families: readonly ModelFamily[] = [
  { names: /embedding/, capabilities: ['embedding'] },
  { names: /moderation/, capabilities: ['moderation'] },
  { names: /^(chat)?gpt-image-(?!1$|1-\d{4})/, capabilities: ['image'] },
  {
    names: /audio|realtime|image|tts|transcribe|whisper|sora|dall-e|instruct/,
    capabilities: [],
  },
  {
    names: /^(ft:)?(?:gpt-\d|o\d|codex-)(?:[^:]*-)?(?:pro|codex|deep-research|mini-latest)\b/,
    capabilities: ['chat'],
    quirks: { wire: openaiResponses },
  },
  { names: /^(ft:)?(gpt-\d|o\d|chatgpt-)/, capabilities: ['chat'] },
]

/** Models that reason: nothing is sampled their callers' way. From gpt-5.1 on they can be told not to. */
const thinkers = /^(ft:)?(o\d|codex-|gpt-(?:[5-9]|\d\d))(?!.*-chat)/
const others = /^(ft:)?(gpt-[34]|chatgpt-|gpt-.*-chat)/

interface EffortRule {
  readonly models: RegExp
  readonly quirks: { readonly efforts: readonly string[] }
}

function efforts(models: RegExp, ...efforts: readonly string[]): EffortRule {
  return { models, quirks: { efforts } }
}

/** What each generation takes; what is newer than these takes any. https://developers.openai.com/api/docs/guides/reasoning */
const effortRules: readonly EffortRule[] = [
  efforts(/^(ft:)?(o\d|codex-)/, 'low', 'medium', 'high'),
  efforts(/^(ft:)?gpt-5(-|$)/, 'minimal', 'low', 'medium', 'high'),
  efforts(/^(ft:)?gpt-5\.1(-|$)/, 'none', 'low', 'medium', 'high'),
  efforts(/^(ft:)?gpt-5\.[2-5](-|$)/, 'none', 'low', 'medium', 'high', 'xhigh'),
  efforts(/^(ft:)?gpt-5(\.1)?-codex/, 'low', 'medium', 'high'),
  efforts(/^(ft:)?gpt-5\.1-codex-max/, 'low', 'medium', 'high', 'xhigh'),
  efforts(/^(ft:)?gpt-5\.[2-5]-codex/, 'low', 'medium', 'high', 'xhigh'),
  efforts(/^(ft:)?gpt-5-pro/, 'high'),
  efforts(/^(ft:)?gpt-5\.[2-5]-pro/, 'medium', 'high', 'xhigh'),
  efforts(/^(ft:)?gpt-(5\.[6-9]|[6-9]|\d\d)/, 'none', 'low', 'medium', 'high', 'xhigh', 'max'),
]

/** https://developers.openai.com/api/docs/guides/reasoning */
export const quirks: ChatQuirks = {
  rules: [
    ...effortRules,
    {
      models: thinkers,
      unlessEffort: ['none'],
      quirks: { unsupported: ['temperature', 'top_p', 'logprobs', 'top_logprobs'] },
    },
    {
      models: thinkers,
      quirks: {
        systemRole: 'developer',
        unsupported: ['presence_penalty', 'frequency_penalty', 'logit_bias'],
      },
    },
    { models: /^(ft:)?o\d/, quirks: { unsupported: ['stop'] } },
    { models: others, quirks: { unsupported: ['reasoning_effort'] } },
  ],
}

/** The same for the other wire, which has no penalties and takes no bound of less than 16 tokens. */
export const responses: ResponsesQuirks = {
  leastOutputTokens: 16,
  rules: [
    ...effortRules,
    {
      models: thinkers,
      unlessEffort: ['none'],
      quirks: { unsupported: ['temperature', 'top_p', 'top_logprobs'] },
    },
    { models: thinkers, quirks: { systemRole: 'developer', encryptedReasoning: true } },
    { models: others, quirks: { unsupported: ['reasoning'] } },
  ],
}
