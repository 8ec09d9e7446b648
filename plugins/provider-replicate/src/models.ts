import type { ModelCard, OptionRule, OptionRules, Price } from '@lucid-gateway/core'
import { fieldNames, plainFields } from './input/field-names.ts'

const source = 'https://replicate.com/pricing'

/** In US dollars a picture. The machine's seconds, which the vendor tells as well, cost nothing beside. */
function perImage(dollars: number): readonly Price[] {
  const asOf = '2026-11-21'
  return [
    { meter: 'image', nanoUsd: BigInt(Math.round(dollars * 1e9)), per: 1, source, asOf },
    { meter: 'compute_second', nanoUsd: 0n, per: 1, source, asOf },
  ]
}

interface ModelInputs {
  /** The fields of its input, as its page has them. */
  readonly inputs: readonly string[]
  /** What its fields take, by the names of the request's. */
  readonly options?: OptionRules
  /** Run by its newest version, which the vendor is asked for. */
  readonly community?: true
  /** Width and height count only beside an aspect ratio of `custom`. */
  readonly customRatio?: true
  readonly prices?: readonly Price[]
  readonly kinds?: readonly string[]
}

/** What a model that does not take it may not leave out. */
const refused: Readonly<Record<string, OptionRule>> = { n: range(1, 1), images: { kind: 'length', max: 0 } }

function card(id: string, name: string, model: ModelInputs): ModelCard {
  const { community, customRatio, inputs, kinds, options, prices } = model
  const has = (names: readonly string[]): boolean => names.some(one => inputs.includes(one))
  const untaken = [...plainFields, 'images' as const, 'mask' as const].filter(
    field => !has(fieldNames[field]),
  )
  const rules: Record<string, OptionRule> = { partialImages: { kind: 'untaken' } }
  for (const field of untaken) rules[field] = refused[field] ?? { kind: 'untaken' }
  return {
    id,
    name,
    capabilities: ['image'],
    ...(kinds ? { kinds } : {}),
    ...(has(fieldNames.images) ? { abilities: ['images'] } : {}),
    options: { ...rules, ...options },
    ...(prices ? { prices } : {}),
    ...(community ? {} : { quirks: { inputs: inputs.join(' '), ...(customRatio ? { customRatio } : {}) } }),
  }
}

function choice(...values: readonly string[]): OptionRule {
  return { kind: 'choice', values }
}

function range(min: number, max: number): OptionRule {
  return { kind: 'range', min, max }
}

/** Shapes as sizes, for models that have no shapes. */
function mapped(values: Readonly<Record<string, string>>): OptionRule {
  return { kind: 'mapped', to: 'size', values }
}

const fluxRatios = ['1:1', '16:9', '21:9', '3:2', '2:3', '4:5', '5:4', '3:4', '4:3', '9:16', '9:21']
const proRatios = ['1:1', '16:9', '3:2', '2:3', '4:5', '5:4', '9:16', '3:4', '4:3']
const pictureFormats = choice('webp', 'jpeg', 'png')

/**
 * Official models whose inputs are known; any other is asked what it takes. Where a model has no price, it depends on how
 * long a machine runs, or was not found: unknown is not 0. https://replicate.com/collections/text-to-image
 */
export const models: readonly ModelCard[] = [
  card('black-forest-labs/flux-schnell', 'FLUX.1 [schnell]', {
    kinds: ['image.flux-schnell'],
    inputs: [
      'prompt',
      'aspect_ratio',
      'num_outputs',
      'num_inference_steps',
      'seed',
      'output_format',
      'output_quality',
    ],
    options: {
      aspectRatio: choice(...fluxRatios),
      size: { kind: 'shape' },
      n: range(1, 4),
      steps: range(1, 4),
      format: pictureFormats,
      compression: range(0, 100),
    },
    prices: perImage(0.003),
  }),
  card('black-forest-labs/flux-dev', 'FLUX.1 [dev]', {
    inputs: [
      'prompt',
      'image',
      'prompt_strength',
      'guidance',
      'aspect_ratio',
      'num_outputs',
      'num_inference_steps',
      'seed',
      'output_format',
      'output_quality',
    ],
    options: {
      aspectRatio: choice(...fluxRatios),
      size: { kind: 'shape' },
      n: range(1, 4),
      steps: range(1, 50),
      guidance: range(0, 10),
      strength: range(0, 1),
      images: { kind: 'length', max: 1 },
      format: pictureFormats,
      compression: range(0, 100),
    },
  }),
  card('black-forest-labs/flux-1.1-pro', 'FLUX1.1 [pro]', {
    inputs: [
      'prompt',
      'image_prompt',
      'aspect_ratio',
      'width',
      'height',
      'seed',
      'output_format',
      'output_quality',
    ],
    customRatio: true,
    options: {
      aspectRatio: choice(...proRatios),
      size: { kind: 'size', bounds: { minSide: 256, maxSide: 1440, step: 32 } },
      images: { kind: 'length', max: 1 },
      format: pictureFormats,
      compression: range(0, 100),
    },
    prices: perImage(0.04),
  }),
  card('stability-ai/stable-diffusion', 'Stable Diffusion', {
    kinds: ['image.stable-diffusion'],
    community: true,
    inputs: [
      'prompt',
      'negative_prompt',
      'width',
      'height',
      'num_outputs',
      'num_inference_steps',
      'guidance_scale',
      'seed',
    ],
    options: {
      aspectRatio: mapped({ '1:1': '768x768', '4:3': '1024x768', '3:4': '768x1024', '16:9': '1024x576' }),
      size: { kind: 'size', bounds: { minSide: 64, maxSide: 1024, step: 64 } },
      n: range(1, 4),
      steps: range(1, 500),
      guidance: range(1, 20),
    },
  }),
  card('stability-ai/sdxl', 'Stable Diffusion XL', {
    community: true,
    inputs: [
      'prompt',
      'negative_prompt',
      'image',
      'mask',
      'prompt_strength',
      'width',
      'height',
      'num_outputs',
      'num_inference_steps',
      'guidance_scale',
      'seed',
    ],
    options: {
      aspectRatio: mapped({ '1:1': '1024x1024', '4:3': '1152x896', '3:4': '896x1152', '16:9': '1344x768' }),
      n: range(1, 4),
      steps: range(1, 500),
      guidance: range(1, 50),
      strength: range(0, 1),
      images: { kind: 'length', max: 1 },
    },
  }),
]
