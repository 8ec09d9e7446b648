import type { ModelCard, Price } from '@lucid-gateway/core'
import type { MessagesQuirks } from '@lucid-gateway/wires/anthropic-messages'

interface Dollars {
  readonly input: number
  readonly output: number
  /** Where it is not known what a cache costs, only input and output have a price. */
  readonly cached?: number
}

/** In US dollars for a million tokens. Thinking is billed as output; what is written to a cache by how long it stays. */
function prices({ input, output, cached }: Dollars, source: string, asOf: string): readonly Price[] {
  const price = (meter: string, dollars: number, per = 1_000_000): Price => ({
    meter,
    nanoUsd: BigInt(Math.round(dollars * 1e9)),
    per,
    source,
    asOf,
  })
  return [
    price('input', input),
    price('output', output),
    price('reasoning', output),
    ...(cached === undefined
      ? []
      : [
          price('cache_read', cached),
          price('cache_write', input * 1.25),
          price('cache_write_1h', input * 2),
        ]),
    price('search', 10, 1000),
  ]
}

const listed = (input: number, output: number, cached: number): readonly Price[] =>
  prices({ input, output, cached }, 'npm @pydantic/genai-prices 0.1.8', '2026-09-23')
const shown = (input: number, output: number): readonly Price[] =>
  prices({ input, output }, 'https://platform.claude.com/docs/en/models/overview', '2026-11-20')

const abilities = ['tools', 'images', 'files', 'json-schema', 'reasoning']
const late = { contextTokens: 1_000_000, outputTokens: 128_000 }
const early = { contextTokens: 200_000, outputTokens: 64_000 }

function card(id: string, name: string, rest: Partial<ModelCard>): ModelCard {
  return { id, name, capabilities: ['chat'], abilities, limits: late, ...rest }
}

/**
 * Where a model has no prices, they depend on the length of the prompt or were not found: unknown is not 0.
 * https://platform.claude.com/docs/en/about-claude/models/overview
 */
export const models: readonly ModelCard[] = [
  card('claude-fable-5-2', 'Claude Fable 5.2', { prices: shown(8, 40) }),
  card('claude-opus-5-5', 'Claude Opus 5.5', { prices: listed(4, 20, 0.2) }),
  card('claude-sonnet-5-5', 'Claude Sonnet 5.5', { prices: shown(2, 10) }),
  card('claude-haiku-5-5', 'Claude Haiku 5.5', {}),
  card('claude-fable-5-1', 'Claude Fable 5.1', { prices: listed(10, 50, 0.25) }),
  card('claude-fable-5', 'Claude Fable 5', { prices: listed(10, 50, 1) }),
  card('claude-opus-5', 'Claude Opus 5', { prices: listed(5, 25, 0.5) }),
  card('claude-sonnet-5', 'Claude Sonnet 5', { prices: listed(2, 10, 0.2) }),
  card('claude-opus-4-8', 'Claude Opus 4.8', { prices: listed(5, 25, 0.5) }),
  card('claude-opus-4-7', 'Claude Opus 4.7', { prices: listed(5, 25, 0.5) }),
  card('claude-opus-4-6', 'Claude Opus 4.6', { prices: listed(5, 25, 0.5) }),
  card('claude-sonnet-4-6', 'Claude Sonnet 4.6', { prices: listed(3, 15, 0.3) }),
  card('claude-opus-4-5', 'Claude Opus 4.5', {
    aliases: ['claude-opus-4-5-20251101'],
    limits: early,
    prices: listed(5, 25, 0.5),
  }),
  card('claude-haiku-4-5', 'Claude Haiku 4.5', {
    aliases: ['claude-haiku-4-5-20251001'],
    limits: early,
    prices: listed(1, 5, 0.1),
  }),
  card('claude-sonnet-4-5', 'Claude Sonnet 4.5', {
    aliases: ['claude-sonnet-4-5-20250929'],
    limits: early,
    shutdown: { on: '2026-11-30', successor: 'claude-sonnet-4-6' },
  }),
]

/** The card of a model by either of its names. */
export function cardFor(id: string): ModelCard | undefined {
  return models.find(card => card.id === id || card.aliases?.includes(id))
}

/** The cap of a request that names none: the wire needs one, so it is the most that the model can write. */
export function outputTokensOf(model: string): number {
  return cardFor(model)?.limits?.outputTokens ?? 32_000
}

const sampling = ['temperature', 'top_p', 'top_k']

/** https://platform.claude.com/docs/en/build-with-claude/thinking and the pages that it leads to */
export const quirks: MessagesQuirks = {
  thinking: 'adaptive',
  rules: [
    {
      models: /^claude-(3|(opus|sonnet|haiku)-4(-[015])?(-\d{8})?$)/,
      quirks: { thinking: 'budget', efforts: [], oneSampler: true },
    },
    { models: /^claude-opus-4-5/, quirks: { efforts: ['low', 'medium', 'high'] } },
    {
      models: /^claude-(opus|sonnet)-4-6/,
      quirks: { thinking: 'either', efforts: ['low', 'medium', 'high', 'max'], oneSampler: true },
    },
    {
      models: /^claude-(fable|mythos|(opus|sonnet|haiku)-(4-[789]|[5-9]))/,
      quirks: { unsupported: sampling },
    },
    { models: /^claude-(fable|mythos|opus-5-5)/, quirks: { thinkingOff: false } },
    {
      models: /^claude-(3|(opus|sonnet|haiku)-4(-[0-7])?(-\d{8})?$|sonnet-5(-\d{8})?$)/,
      quirks: { systemMessages: false },
    },
  ],
}
