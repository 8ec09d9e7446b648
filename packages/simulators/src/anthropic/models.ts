import { AnthropicApiError } from './api-error.ts'

type ThinkingType = 'enabled' | 'adaptive' | 'disabled' | 'between_tools'

/** What the simulator knows of a model: enough to refuse what the real one refuses. */
export interface SimulatedClaude {
  readonly id: string
  /** What answers name as their model. */
  readonly served: string
  readonly name: string
  readonly created: string
  readonly inputTokens: number
  readonly outputTokens: number
  readonly thinking: readonly ThinkingType[]
  /** Whether it thinks where nothing is said of it. */
  readonly thinksUnasked: boolean
  /** Whether thoughts are shown unless asked for. */
  readonly shows: boolean
  readonly efforts: readonly string[]
  /** Takes temperature and the like, in the version of the API that still has them. */
  readonly samples: boolean
  readonly prefill: boolean
  readonly systemMessages: boolean
  readonly retires?: string
}

const early: Omit<SimulatedClaude, 'id' | 'name'> = {
  served: '',
  created: '2025-10-01T00:00:00Z',
  inputTokens: 200_000,
  outputTokens: 64_000,
  thinking: ['enabled', 'disabled'],
  thinksUnasked: false,
  shows: true,
  efforts: [],
  samples: true,
  prefill: true,
  systemMessages: false,
}
const middle = {
  ...early,
  created: '2026-02-05T00:00:00Z',
  inputTokens: 1_000_000,
  outputTokens: 128_000,
  thinking: ['enabled', 'adaptive', 'disabled'],
  efforts: ['low', 'medium', 'high', 'max'],
  prefill: false,
} as const
const late = {
  ...middle,
  created: '2026-06-01T00:00:00Z',
  thinking: ['adaptive', 'disabled', 'between_tools'],
  shows: false,
  efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
  samples: false,
  systemMessages: true,
} as const
const always = { ...late, thinking: ['adaptive', 'between_tools'], thinksUnasked: true } as const

const claude = (
  id: string,
  name: string,
  of: Omit<SimulatedClaude, 'id' | 'name'>,
  served = id,
): SimulatedClaude => ({ ...of, id, name, served })

const models: readonly SimulatedClaude[] = [
  claude('claude-fable-5-2', 'Claude Fable 5.2', always),
  claude('claude-opus-5-5', 'Claude Opus 5.5', always),
  claude('claude-sonnet-5-5', 'Claude Sonnet 5.5', late),
  claude('claude-haiku-5-5', 'Claude Haiku 5.5', late),
  claude('claude-opus-5', 'Claude Opus 5', late),
  claude('claude-sonnet-5', 'Claude Sonnet 5', { ...late, systemMessages: false }),
  claude('claude-opus-4-8', 'Claude Opus 4.8', late),
  claude('claude-opus-4-7', 'Claude Opus 4.7', { ...late, systemMessages: false }),
  claude('claude-opus-4-6', 'Claude Opus 4.6', middle),
  claude('claude-sonnet-4-6', 'Claude Sonnet 4.6', middle),
  claude(
    'claude-opus-4-5',
    'Claude Opus 4.5',
    { ...early, efforts: ['low', 'medium', 'high'] },
    'claude-opus-4-5-20251101',
  ),
  claude('claude-haiku-4-5', 'Claude Haiku 4.5', early, 'claude-haiku-4-5-20251001'),
  claude(
    'claude-sonnet-4-5',
    'Claude Sonnet 4.5',
    { ...early, retires: '2026-11-30T00:00:00Z' },
    'claude-sonnet-4-5-20250929',
  ),
]

const byName = new Map(models.flatMap(model => [[model.id, model] as const, [model.served, model] as const]))

/** The model of this name, or the vendor's refusal. */
export function claudeModel(name: string): SimulatedClaude {
  const model = byName.get(name)
  if (!model) throw new AnthropicApiError(404, 'not_found_error', `model: ${name}`)
  return model
}

/** The body of `GET /v1/models`. https://platform.claude.com/docs/en/api/models/list */
export function modelPage(query: URLSearchParams): object {
  const limit = Number(query.get('limit') ?? 20)
  const after = query.get('after_id')
  const from = after === null ? 0 : models.findIndex(model => model.served === after) + 1
  const data = models.slice(from, from + limit).map(modelBody)
  return {
    data,
    has_more: from + limit < models.length,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  }
}

export function modelBody(model: SimulatedClaude): { readonly id: string } {
  const can = (supported: boolean): object => ({ supported })
  const thinking = (type: ThinkingType): object => can(model.thinking.includes(type))
  return {
    ...{ type: 'model', id: model.served, display_name: model.name, created_at: model.created },
    lifecycle: model.retires ? 'deprecated' : 'active',
    deprecated_at: null,
    retires_at: model.retires ?? null,
    line: model.id.split('-')[1],
    max_input_tokens: model.inputTokens,
    max_tokens: model.outputTokens,
    capabilities: {
      batch: can(true),
      citations: can(true),
      image_input: can(true),
      pdf_input: can(true),
      structured_outputs: can(true),
      effort: { ...can(model.efforts.length > 0), ...efforts(model) },
      thinking: {
        ...can(true),
        types: {
          adaptive: thinking('adaptive'),
          between_tools: thinking('between_tools'),
          disabled: thinking('disabled'),
          enabled: thinking('enabled'),
        },
      },
    },
  } as { readonly id: string }
}

function efforts(model: SimulatedClaude): object {
  return Object.fromEntries(
    ['low', 'medium', 'high', 'xhigh', 'max'].map(effort => [
      effort,
      { supported: model.efforts.includes(effort) },
    ]),
  )
}
