import {
  type Attempt,
  type EmbeddingInput,
  type EmbeddingRequest,
  type EmbeddingResult,
  knownUsage,
  LucidError,
} from '@lucid-gateway/core'
import { cardOf } from './models.ts'
import { refuseLong } from './words/refuse-long.ts'
import { countTokens } from './words/tokens.ts'
import { textVector, tokenVector } from './words/vector.ts'

const usualDimensions = 256

export async function embed(request: EmbeddingRequest, attempt: Attempt<unknown>): Promise<EmbeddingResult> {
  const most = cardOf(attempt.model, 'embedding').limits?.dimensions ?? usualDimensions
  const dimensions = request.dimensions ?? usualDimensions
  if (dimensions > most) {
    throw new LucidError(
      'invalid_request',
      `The demo's vectors have at most ${most} dimensions, not ${dimensions}.`,
      {
        param: 'dimensions',
        hint: `Ask for ${most} or fewer.`,
      },
    )
  }
  if (request.precision !== undefined && request.precision !== 'float') {
    attempt.warn({
      type: 'coerced',
      field: 'precision',
      message: 'The demo gives numbers of full precision only.',
    })
  }
  refuseLong('inputs', request.inputs.length, 2048, charactersIn(request.inputs))
  const sizes = request.inputs.map(sizeOf)
  return {
    model: attempt.model,
    vectors: request.inputs.map((input, at) =>
      typeof input === 'string' || 'content' in input
        ? textVector(textOf(input, at), dimensions)
        : tokenVector(input, dimensions),
    ),
    usage: knownUsage({ input: sizes.reduce((sum, size) => sum + size, 0) }),
    metadata: { demo: true },
  }
}

function charactersIn(inputs: readonly EmbeddingInput[]): number {
  let sum = 0
  for (const [at, input] of inputs.entries()) {
    sum += typeof input === 'string' || 'content' in input ? textOf(input, at).length : input.length
  }
  return sum
}

function sizeOf(input: EmbeddingInput, at: number): number {
  return typeof input === 'string' || 'content' in input ? countTokens(textOf(input, at)) : input.length
}

function textOf(input: Exclude<EmbeddingInput, readonly number[]>, at: number): string {
  if (typeof input === 'string') return input
  return input.content
    .map((part, place) => {
      if (part.type === 'text') return part.text
      throw new LucidError(
        'invalid_request',
        `The demo places texts only, not files of type ${part.mediaType}.`,
        {
          param: `inputs[${at}].content[${place}]`,
          hint: 'Leave the file out, or choose a model that embeds it.',
        },
      )
    })
    .join('\n')
}
