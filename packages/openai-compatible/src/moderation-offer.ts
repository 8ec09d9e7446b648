import {
  type Attempt,
  knownUsage,
  LucidError,
  type moderation,
  type ModerationCategory,
  type ModerationRequest,
  type ModerationResult,
  type ModerationVerdict,
  type Offer,
} from '@lucid-gateway/core'
import type { Endpoint } from './endpoint.ts'
import { type Fields, isFields } from './fields.ts'

// https://developers.openai.com/api/reference/resources/moderations/methods/create

type Input = ModerationRequest['inputs'][number]

export function moderationOffer<Credentials extends object>(
  endpoint: Endpoint<Credentials>,
): Offer<typeof moderation, Credentials> {
  const ask = async (
    request: ModerationRequest,
    input: unknown,
    attempt: Attempt<Credentials>,
  ): Promise<Fields> => {
    const body = JSON.stringify({ ...request.options, model: attempt.model, input })
    return (await endpoint.json('/moderations', body, attempt)).value
  }
  return {
    generate: async (request, attempt) => {
      const texts = request.inputs.every(input => typeof input === 'string')
      // Parts in one list are judged as one, so each input with media is a request of its own.
      const inputs: readonly unknown[] = texts ? [request.inputs] : request.inputs.map(partsOf)
      const answers = await Promise.all(inputs.map(input => ask(request, input, attempt)))
      return resultOf(answers)
    },
  }
}

function partsOf(input: Input): readonly object[] {
  if (typeof input === 'string') return [{ type: 'text', text: input }]
  return input.content.map(part => {
    if (part.type === 'text') return { type: 'text', text: part.text }
    if (!part.mediaType.startsWith('image/') || part.data.kind === 'reference') {
      throw new LucidError('invalid_request', 'Only text and images can be judged here.', {
        param: 'inputs',
        recourse: 'other',
      })
    }
    const url = part.data.kind === 'url' ? part.data.url : `data:${part.mediaType};base64,${part.data.base64}`
    return { type: 'image_url', image_url: { url } }
  })
}

function resultOf(answers: readonly Fields[]): ModerationResult {
  const [first = {}] = answers
  const results = answers.flatMap(answer =>
    Array.isArray(answer['results']) ? answer['results'].filter(isFields) : [],
  )
  return {
    ...(typeof first['id'] === 'string' ? { id: first['id'] } : {}),
    ...(typeof first['model'] === 'string' ? { model: first['model'] } : {}),
    verdicts: results.map(verdictOf),
    usage: knownUsage({ request: answers.length }),
  }
}

function verdictOf(result: Fields): ModerationVerdict {
  const flags = isFields(result['categories']) ? result['categories'] : {}
  const scores = isFields(result['category_scores']) ? result['category_scores'] : {}
  const types = isFields(result['category_applied_input_types']) ? result['category_applied_input_types'] : {}
  const categories = Object.entries(flags).map(([name, flagged]): [string, ModerationCategory] => {
    const score = scores[name]
    const appliesTo = types[name]
    return [
      name,
      {
        flagged: flagged === true,
        ...(typeof score === 'number' ? { score } : {}),
        ...(Array.isArray(appliesTo) ? { appliesTo: appliesTo as readonly string[] } : {}),
      },
    ]
  })
  return { flagged: result['flagged'] === true, categories: Object.fromEntries(categories) }
}
