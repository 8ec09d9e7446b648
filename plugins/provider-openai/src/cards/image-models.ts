import type { ModelCard, OptionRule, OptionRules, Price } from '@lucid-gateway/core'

const source = 'https://developers.openai.com/api/docs/pricing'

/** In US dollars for a million tokens: of text in, of pictures in, of pictures out. A picture costs nothing beside them. */
function prices(input: number, inputImage: number, outputImage: number): readonly Price[] {
  const price = (meter: string, dollars: number): Price => ({
    meter,
    nanoUsd: BigInt(dollars * 1e9),
    per: 1_000_000,
    source,
    asOf: '2026-11-21',
  })
  return [
    price('input', input),
    price('input_image', inputImage),
    price('output_image', outputImage),
    price('image', 0),
  ]
}

const choice = (...values: readonly string[]): OptionRule => ({ kind: 'choice', values })
const untaken: OptionRule = { kind: 'untaken' }
const usualQualities = ['auto', 'low', 'medium', 'high']

const common: OptionRules = {
  prompt: { kind: 'length', max: 32_000 },
  images: { kind: 'length', max: 16 },
  n: { kind: 'range', min: 1, max: 10 },
  background: choice('auto', 'opaque', 'transparent'),
  format: choice('png', 'jpeg', 'webp', 'gif', 'svg'),
  compression: { kind: 'range', min: 0, max: 100 },
  partialImages: { kind: 'range', min: 0, max: 3 },
  resolution: untaken,
  negativePrompt: untaken,
  style: untaken,
  seed: untaken,
  steps: untaken,
  guidance: untaken,
  strength: untaken,
}

/** Any size within bounds: both sides in sixteens, no shape longer than 3:1, 3840x2160 at most. */
const anySize: OptionRules = {
  size: {
    kind: 'size',
    values: ['1024x1024', '1536x1024', '1024x1536'],
    bounds: { minSide: 16, maxSide: 3840, step: 16, maxPixels: 3840 * 2160, maxRatio: 3 },
  },
  aspectRatio: {
    kind: 'mapped',
    to: 'size',
    values: {
      '1:1': '1024x1024',
      '3:2': '1536x1024',
      '2:3': '1024x1536',
      '4:3': '1152x864',
      '3:4': '864x1152',
      '5:4': '1280x1024',
      '4:5': '1024x1280',
      '16:9': '1536x864',
      '9:16': '864x1536',
      '2:1': '1536x768',
      '1:2': '768x1536',
      '21:9': '1792x768',
      '9:21': '768x1792',
      '3:1': '1536x512',
      '1:3': '512x1536',
    },
  },
}

const threeSizes: OptionRules = {
  size: { kind: 'size', values: ['1024x1024', '1536x1024', '1024x1536'] },
  aspectRatio: {
    kind: 'mapped',
    to: 'size',
    values: { '1:1': '1024x1024', '3:2': '1536x1024', '2:3': '1024x1536' },
  },
}

function image(id: string, options: OptionRules, rest: Partial<ModelCard> = {}): ModelCard {
  return {
    id,
    capabilities: ['image'],
    abilities: ['images'],
    options: { ...common, ...options },
    ...rest,
  }
}

const onDecemberFirst = { shutdown: { on: '2026-12-01', successor: 'gpt-image-2.6-flare' } } as const
const usual = { ...anySize, quality: choice(...usualQualities) }
const finer = { ...anySize, quality: choice(...usualQualities, 'xhigh', 'max') }
const early = { ...threeSizes, quality: choice(...usualQualities), format: choice('png', 'jpeg', 'webp') }
const inTokens = prices(5, 8, 30)

/**
 * https://developers.openai.com/api/docs/guides/image-generation. Which qualities the newest take is not said there: they
 * have no rule for it.
 */
export const imageModels: readonly ModelCard[] = [
  image('gpt-image-2.6-sunburst', anySize, { prices: inTokens }),
  image('gpt-image-2.6-flare', anySize),
  image('gpt-image-2.5-sunburst', finer, {
    aliases: ['gpt-image-2.5-sunburst-2026-09-08'],
    prices: inTokens,
  }),
  image('gpt-image-2.5-flare', finer, { aliases: ['gpt-image-2.5-flare-2026-09-08'] }),
  image('gpt-image-2', usual, { aliases: ['gpt-image-2-2026-04-21'], prices: inTokens }),
  image('gpt-image-1.5', early, onDecemberFirst),
  image('gpt-image-1-mini', early, onDecemberFirst),
  image('chatgpt-image-latest', early, onDecemberFirst),
]
