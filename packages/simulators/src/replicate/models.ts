import { notFound } from './api-error.ts'

/** A field of a model's input. */
export interface InputField {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array'
  readonly required?: true
  readonly enum?: readonly string[]
  readonly min?: number
  readonly max?: number
  /** An address or a data URL. */
  readonly uri?: true
  readonly default?: string | number | boolean
}

export interface SimulatedModel {
  readonly owner: string
  readonly name: string
  readonly description: string
  /** Official models are run by their names and hide their versions; others are run by a version. */
  readonly official: boolean
  readonly version: string
  readonly input: Readonly<Record<string, InputField>>
  readonly output: 'uris' | 'uri' | 'object' | 'chunks'
}

const ratios = ['1:1', '16:9', '21:9', '3:2', '2:3', '4:5', '5:4', '3:4', '4:3', '9:16', '9:21']
const text = { type: 'string' } as const
const prompt = { prompt: { type: 'string', required: true } } as const
const seed = { seed: { type: 'integer' } } as const
const uri = { type: 'string', uri: true } as const
const flag = { type: 'boolean' } as const

function format(...values: readonly string[]): InputField {
  return { type: 'string', enum: values, default: values[0] ?? '' }
}

function integer(min: number, max: number): InputField {
  return { type: 'integer', min, max }
}

const hex = (digit: string): string => digit.repeat(64)

/** Inputs as the models' own pages have them, each with what differs. */
export const simulatedModels: readonly SimulatedModel[] = [
  {
    owner: 'black-forest-labs',
    name: 'flux-schnell',
    description: 'The fastest image generation model tailored for local development and personal use',
    official: true,
    version: hex('a'),
    output: 'uris',
    input: {
      ...prompt,
      ...seed,
      aspect_ratio: { type: 'string', enum: ratios, default: '1:1' },
      num_outputs: integer(1, 4),
      num_inference_steps: integer(1, 4),
      output_format: format('webp', 'jpg', 'png'),
      output_quality: integer(0, 100),
      megapixels: { type: 'string', enum: ['1', '0.25'] },
      go_fast: flag,
      disable_safety_checker: flag,
    },
  },
  {
    owner: 'black-forest-labs',
    name: 'flux-dev',
    description: 'A 12 billion parameter rectified flow transformer',
    official: true,
    version: hex('d'),
    output: 'uris',
    input: {
      ...prompt,
      ...seed,
      image: uri,
      prompt_strength: { type: 'number', min: 0, max: 1 },
      guidance: { type: 'number', min: 0, max: 10 },
      aspect_ratio: { type: 'string', enum: ratios, default: '1:1' },
      num_outputs: integer(1, 4),
      num_inference_steps: integer(1, 50),
      output_format: format('webp', 'jpg', 'png'),
      output_quality: integer(0, 100),
      megapixels: { type: 'string', enum: ['1', '0.25'] },
      go_fast: flag,
      disable_safety_checker: flag,
    },
  },
  {
    owner: 'black-forest-labs',
    name: 'flux-1.1-pro',
    description: 'Faster, better FLUX Pro',
    official: true,
    version: hex('b'),
    output: 'uri',
    input: {
      ...prompt,
      ...seed,
      image_prompt: uri,
      aspect_ratio: { type: 'string', enum: ['custom', ...ratios.slice(0, 9), '9:16'], default: '1:1' },
      width: integer(256, 1440),
      height: integer(256, 1440),
      safety_tolerance: integer(1, 6),
      prompt_upsampling: flag,
      output_format: format('webp', 'jpg', 'png'),
      output_quality: integer(0, 100),
    },
  },
  {
    owner: 'stability-ai',
    name: 'stable-diffusion',
    description: 'A latent text-to-image diffusion model',
    official: false,
    version: 'ac732df83cea7fff18b8472768c88ad041fa750ff7682a21affe81863cbe77e4',
    output: 'uris',
    input: {
      ...prompt,
      ...seed,
      negative_prompt: text,
      width: integer(64, 1024),
      height: integer(64, 1024),
      num_outputs: integer(1, 4),
      num_inference_steps: integer(1, 500),
      guidance_scale: { type: 'number', min: 1, max: 20 },
      scheduler: format('DPMSolverMultistep', 'DDIM', 'K_EULER'),
    },
  },
  {
    owner: 'acme',
    name: 'inpainter',
    description: 'A model of the community, with words of its own',
    official: false,
    version: hex('c'),
    output: 'object',
    input: {
      ...prompt,
      ...seed,
      image: { ...uri, required: true },
      mask: uri,
      steps: integer(1, 80),
      cfg_scale: { type: 'number', min: 0, max: 30 },
      strength: { type: 'number', min: 0, max: 1 },
      num_images: integer(1, 2),
      image_format: format('png', 'jpeg'),
    },
  },
  {
    owner: 'meta',
    name: 'meta-llama-3-8b-instruct',
    description: 'An 8 billion parameter language model',
    official: true,
    version: hex('e'),
    output: 'chunks',
    input: { ...prompt, max_tokens: integer(1, 4096), temperature: { type: 'number', min: 0, max: 5 } },
  },
]

export const simulatedDeployment = {
  owner: 'acme',
  name: 'my-flux',
  of: 'black-forest-labs/flux-dev',
} as const

export function modelNamed(name: string): SimulatedModel {
  const found = simulatedModels.find(model => `${model.owner}/${model.name}` === name)
  if (!found) throw notFound()
  return found
}

export function modelOfVersion(version: string): SimulatedModel | undefined {
  const [name = '', hash] = version.split(':')
  if (!name.includes('/')) return simulatedModels.find(model => model.version === version)
  const model = simulatedModels.find(one => `${one.owner}/${one.name}` === name)
  return hash === undefined || model?.version === hash ? model : undefined
}

export function modelBody(model: SimulatedModel): object {
  return {
    url: `https://replicate.com/${model.owner}/${model.name}`,
    owner: model.owner,
    name: model.name,
    description: model.description,
    visibility: 'public',
    is_official: model.official,
    github_url: null,
    paper_url: null,
    license_url: null,
    run_count: 1_000_000,
    cover_image_url: null,
    default_example: null,
    latest_version: versionBody(model),
  }
}

export function versionBody(model: SimulatedModel): object {
  return {
    id: model.version,
    created_at: '2025-01-08T13:24:38.692Z',
    cog_version: '0.13.6',
    openapi_schema: schemaOf(model),
  }
}

/** The way in which the vendor's own tool writes it: choices are schemas of their own. */
function schemaOf({ input, output }: SimulatedModel): object {
  const choices = Object.entries(input).filter(([, field]) => field.enum)
  return {
    openapi: '3.0.2',
    info: { title: 'Cog', version: '0.1.0' },
    paths: {},
    components: {
      schemas: {
        Input: {
          type: 'object',
          title: 'Input',
          required: Object.keys(input).filter(name => input[name]?.required),
          properties: Object.fromEntries(
            Object.entries(input).map(([name, field], index) => [name, propertyOf(name, field, index)]),
          ),
        },
        Output: outputSchemas[output],
        ...Object.fromEntries(
          choices.map(([name, field]) => [
            name,
            { type: field.type, enum: field.enum, title: name, description: 'An enumeration.' },
          ]),
        ),
      },
    },
  }
}

const outputSchemas = {
  uris: { type: 'array', items: { type: 'string', format: 'uri' }, title: 'Output' },
  uri: { type: 'string', format: 'uri', title: 'Output' },
  object: { type: 'object', title: 'Output', properties: { image: { type: 'string', format: 'uri' } } },
  chunks: {
    type: 'array',
    items: { type: 'string' },
    title: 'Output',
    'x-cog-array-type': 'iterator',
    'x-cog-array-display': 'concatenate',
  },
} as const

function propertyOf(name: string, field: InputField, order: number): object {
  const head = { 'x-order': order, ...(field.default === undefined ? {} : { default: field.default }) }
  if (field.enum) return { ...head, allOf: [{ $ref: `#/components/schemas/${name}` }] }
  return {
    ...head,
    type: field.type,
    title: name,
    ...(field.uri ? { format: 'uri' } : {}),
    ...(field.min === undefined ? {} : { minimum: field.min }),
    ...(field.max === undefined ? {} : { maximum: field.max }),
  }
}
