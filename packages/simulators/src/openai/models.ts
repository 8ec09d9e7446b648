import { ApiError } from './api-error.ts'
import { imageModels } from './images/models.ts'

/** What the simulator knows of a model: enough to refuse what the real one refuses. */
export interface SimulatedModel {
  readonly id: string
  /** What answers name as their model. */
  readonly served: string
  readonly kind: 'chat' | 'embedding' | 'moderation' | 'image'
  readonly created: number
  /** The efforts it takes; absent where it does not reason. The first is the default. */
  readonly efforts?: readonly string[]
  /** Takes temperature and log-probabilities while its effort is `none`. */
  readonly samplesWithoutEffort?: boolean
  readonly contextTokens: number
  /** The most that it writes, where more is refused. */
  readonly outputTokens?: number
  /** Answers at `/v1/responses` alone. */
  readonly onlyResponses?: boolean
  readonly dimensions?: number
  /** Whether `dimensions` may be asked for. */
  readonly resizable?: boolean
}

const early = ['medium', 'minimal', 'low', 'high']
const late = ['none', 'low', 'medium', 'high', 'xhigh']
const latest = [...late, 'max']

const chat = (id: string, served: string, rest: Partial<SimulatedModel> = {}): SimulatedModel => ({
  id,
  served,
  kind: 'chat',
  created: 1_744_000_000,
  contextTokens: 128_000,
  ...rest,
})

const reasoning = (id: string, served: string, efforts: readonly string[]): SimulatedModel =>
  chat(id, served, { efforts, samplesWithoutEffort: efforts.includes('none'), contextTokens: 400_000 })

const models: readonly SimulatedModel[] = [
  reasoning('gpt-6-sol', 'gpt-6-sol', latest),
  reasoning('gpt-6-luna', 'gpt-6-luna', latest),
  reasoning('gpt-5.6-sol', 'gpt-5.6-sol', latest),
  reasoning('gpt-5.5', 'gpt-5.5-2026-04-23', late),
  reasoning('gpt-5.4', 'gpt-5.4', late),
  reasoning('gpt-5.4-mini', 'gpt-5.4-mini-2026-03-17', late),
  reasoning('gpt-5.4-nano', 'gpt-5.4-nano-2026-03-17', late),
  { ...reasoning('gpt-5.5-pro', 'gpt-5.5-pro-2026-04-23', ['high', 'medium', 'xhigh']), onlyResponses: true },
  { ...reasoning('gpt-5-pro', 'gpt-5-pro-2025-10-06', ['high']), onlyResponses: true },
  { ...reasoning('gpt-5.1-codex', 'gpt-5.1-codex', ['medium', 'low', 'high']), onlyResponses: true },
  { ...reasoning('o3-pro', 'o3-pro-2025-06-10', ['medium', 'low', 'high']), onlyResponses: true },
  reasoning('gpt-5.1', 'gpt-5.1-2025-11-13', ['none', 'low', 'medium', 'high']),
  reasoning('gpt-5', 'gpt-5-2025-08-07', early),
  reasoning('gpt-5-mini', 'gpt-5-mini-2025-08-07', early),
  reasoning('gpt-5-nano', 'gpt-5-nano-2025-08-07', early),
  reasoning('o4-mini', 'o4-mini-2025-04-16', ['medium', 'low', 'high']),
  reasoning('o3', 'o3-2025-04-16', ['medium', 'low', 'high']),
  chat('gpt-4.1', 'gpt-4.1-2025-04-14', { contextTokens: 1_047_576, outputTokens: 32_768 }),
  chat('gpt-4.1-mini', 'gpt-4.1-mini-2025-04-14', { contextTokens: 1_047_576, outputTokens: 32_768 }),
  chat('gpt-4.1-nano', 'gpt-4.1-nano-2025-04-14', { contextTokens: 1_047_576, outputTokens: 32_768 }),
  chat('gpt-4o', 'gpt-4o-2024-08-06', { outputTokens: 16_384 }),
  chat('gpt-4o-mini', 'gpt-4o-mini-2024-07-18', { outputTokens: 16_384 }),
  {
    ...chat('text-embedding-3-small', 'text-embedding-3-small'),
    kind: 'embedding',
    dimensions: 1536,
    resizable: true,
    contextTokens: 8192,
  },
  {
    ...chat('text-embedding-3-large', 'text-embedding-3-large'),
    kind: 'embedding',
    dimensions: 3072,
    resizable: true,
    contextTokens: 8192,
  },
  {
    ...chat('text-embedding-ada-002', 'text-embedding-ada-002-v2'),
    kind: 'embedding',
    dimensions: 1536,
    contextTokens: 8192,
  },
  { ...chat('omni-moderation-latest', 'omni-moderation-latest'), kind: 'moderation' },
  ...imageModels.map(id => ({ ...chat(id, id), kind: 'image' as const })),
]

const byName = new Map(models.flatMap(model => [[model.id, model] as const, [model.served, model] as const]))

/** The model of this name that can do this, or the vendor's refusal. */
export function modelFor(name: string, kind: SimulatedModel['kind']): SimulatedModel {
  const model = byName.get(name)
  if (!model) {
    const message = `The model \`${name}\` does not exist or you do not have access to it.`
    throw new ApiError(404, message, { code: 'model_not_found' })
  }
  if (model.kind !== kind) {
    const wanted = {
      chat: 'a chat',
      embedding: 'an embedding',
      moderation: 'a moderation',
      image: 'an image',
    }[kind]
    throw new ApiError(404, `This is not ${wanted} model and thus not supported in this endpoint.`, {
      param: 'model',
    })
  }
  return model
}

/** The bodies of `GET /v1/models` and `GET /v1/models/{id}`. https://developers.openai.com/api/reference/resources/models */
export function modelList(): object {
  return { object: 'list', data: models.map(modelBody) }
}

export function oneModel(id: string): object {
  const model = byName.get(id)
  if (!model) {
    throw new ApiError(404, `The model '${id}' does not exist`, { param: 'model', code: 'model_not_found' })
  }
  return modelBody(model)
}

function modelBody(model: SimulatedModel): object {
  return { id: model.id, object: 'model', created: model.created, owned_by: 'system' }
}
