import { GeminiApiError } from './api-error.ts'

/** What the simulator knows of a model: enough to refuse what the real one refuses. */
export interface GeminiModel {
  readonly id: string
  readonly name: string
  readonly inputTokens: number
  readonly outputTokens: number
  readonly methods: readonly string[]
  /** How it thinks; absent where it does not. */
  readonly thinking?: {
    readonly levels?: readonly string[]
    readonly budget: readonly [least: number, most: number]
    /** Whether it can be told not to. */
    readonly off: boolean
  }
  /** Whether it signs what it thought, and wants its signatures back. */
  readonly signs: boolean
  /** Whether its calls have ids. */
  readonly callIds: boolean
  readonly dimensions?: number
}

const generate = ['generateContent', 'countTokens', 'createCachedContent', 'batchGenerateContent']

const chat = (id: string, name: string, rest: Partial<GeminiModel>): GeminiModel => ({
  id,
  name,
  inputTokens: 1_048_576,
  outputTokens: 65_536,
  methods: generate,
  signs: false,
  callIds: false,
  ...rest,
})

const all = ['MINIMAL', 'LOW', 'MEDIUM', 'HIGH']
const byLevel = (...levels: string[]) => ({ levels, budget: [0, 32_768], off: false }) as const

const models: readonly GeminiModel[] = [
  chat('gemini-3.8-flash', 'Gemini 3.8 Flash', { thinking: byLevel(...all), signs: true, callIds: true }),
  chat('gemini-3.1-pro-preview', 'Gemini 3.1 Pro Preview', {
    thinking: byLevel('LOW', 'MEDIUM', 'HIGH'),
    signs: true,
  }),
  chat('gemini-2.5-pro', 'Gemini 2.5 Pro', { thinking: { budget: [128, 32_768], off: false } }),
  chat('gemini-2.5-flash', 'Gemini 2.5 Flash', { thinking: { budget: [0, 24_576], off: true } }),
  chat('gemini-2.0-flash', 'Gemini 2.0 Flash', { outputTokens: 8192 }),
  chat('gemini-embedding-001', 'Gemini Embedding 001', {
    inputTokens: 2048,
    outputTokens: 1,
    methods: ['embedContent', 'countTextTokens', 'countTokens', 'asyncBatchEmbedContent'],
    dimensions: 3072,
  }),
]

const byName = new Map(models.map(model => [model.id, model]))

/** The model of this name that can do this, or the vendor's refusal. */
export function geminiModel(name: string, method: string, version: string): GeminiModel {
  const model = byName.get(name)
  if (model?.methods.includes(method)) return model
  throw new GeminiApiError(
    404,
    'NOT_FOUND',
    `models/${name} is not found for API version ${version}, or is not supported for ${method}. Call ListModels to see the list of available models and their supported methods.`,
  )
}

/** https://ai.google.dev/api/models#method:-models.list */
export function geminiModelList(pageSize: number, pageToken: string): object {
  const from = pageToken === '' ? 0 : Number(Buffer.from(pageToken, 'base64').toString())
  const to = from + pageSize
  return {
    models: models.slice(from, to).map(modelBody),
    ...(to < models.length ? { nextPageToken: Buffer.from(String(to)).toString('base64') } : {}),
  }
}

export function oneGeminiModel(id: string, version: string): object {
  const model = byName.get(id)
  if (model) return modelBody(model)
  throw new GeminiApiError(404, 'NOT_FOUND', `Model is not found: models/${id} for api version ${version}`)
}

function modelBody(model: GeminiModel): object {
  return {
    name: `models/${model.id}`,
    version: '001',
    displayName: model.name,
    description: `Simulated ${model.name}`,
    inputTokenLimit: model.inputTokens,
    outputTokenLimit: model.outputTokens,
    supportedGenerationMethods: model.methods,
    ...(model.thinking ? { thinking: true } : {}),
    temperature: 1,
    topP: 0.95,
    topK: 64,
    maxTemperature: 2,
  }
}

/** https://cloud.google.com/vertex-ai/docs/reference/rest/v1beta1/publishers.models/list */
export function vertexModelList(): object {
  return {
    publisherModels: models.map(model => ({
      name: `publishers/google/models/${model.id}`,
      versionId: 'default',
      launchStage: 'GA',
    })),
  }
}
