import {
  type Attempt,
  type EmbeddingRequest,
  type EmbeddingResult,
  knownUsage,
  LucidError,
  type Usage,
  type Vector,
} from '@lucid-gateway/core'
import { type Fields, isFields } from './fields.ts'

// https://developers.openai.com/api/reference/resources/embeddings/methods/create

export const embeddingWire = 'openai-embeddings'

export type EmbeddingFormat = 'float' | 'base64'

/** The body for a request; what the wire has no word for is warned of. */
export function writeEmbeddings(
  request: EmbeddingRequest,
  attempt: Attempt<unknown>,
  format: EmbeddingFormat,
): string {
  warnOfDropped(request, attempt)
  return JSON.stringify({
    ...request.extra?.[embeddingWire],
    ...request.options,
    model: attempt.model,
    input: inputsOf(request),
    encoding_format: format,
    ...(request.dimensions === undefined ? {} : { dimensions: request.dimensions }),
    ...(request.user === undefined ? {} : { user: request.user }),
  })
}

function inputsOf({ inputs }: EmbeddingRequest): readonly (string | readonly number[])[] {
  const plain = inputs.map((input, index) => {
    if (typeof input === 'string' || !('content' in input)) return input
    const texts = input.content.map(part => (part.type === 'text' ? part.text : undefined))
    if (texts.includes(undefined)) throw refused('Only text can be embedded here.', `inputs[${index}]`)
    return texts.join('')
  })
  if (new Set(plain.map(input => typeof input)).size > 1) {
    throw refused('Texts and tokens cannot be embedded in one request.', 'inputs')
  }
  return plain
}

function refused(message: string, param: string): LucidError {
  return new LucidError('invalid_request', message, { param, recourse: 'other' })
}

function warnOfDropped(request: EmbeddingRequest, attempt: Attempt<unknown>): void {
  const { purpose, precision = 'float', truncate = 'none' } = request
  const dropped = {
    purpose,
    precision: precision === 'float' ? undefined : precision,
    truncate: truncate === 'none' ? undefined : truncate,
  }
  for (const [field, value] of Object.entries(dropped)) {
    if (value !== undefined)
      attempt.warn({ type: 'dropped', field, message: `${attempt.model} does not take ${field}.` })
  }
}

export function readEmbeddings(body: unknown): EmbeddingResult {
  const data: unknown = isFields(body) ? body['data'] : undefined
  if (!isFields(body) || !Array.isArray(data)) {
    throw new LucidError('upstream', 'The provider answered no list of embeddings.', {
      reason: 'malformed_answer',
    })
  }
  const entries = data.filter(isFields)
  const ordered = entries.toSorted((a, b) => Number(a['index'] ?? 0) - Number(b['index'] ?? 0))
  return {
    ...(typeof body['model'] === 'string' ? { model: body['model'] } : {}),
    vectors: ordered.map(entry => vectorOf(entry['embedding'])),
    usage: embeddingUsage(body['usage']),
  }
}

function vectorOf(embedding: unknown): Vector {
  if (typeof embedding !== 'string') return Array.isArray(embedding) ? (embedding as Vector) : []
  const bytes = Buffer.from(embedding, 'base64')
  const vector = new Array<number>(bytes.length >> 2)
  for (let at = 0; at < vector.length; at++) vector[at] = bytes.readFloatLE(at * 4)
  return vector
}

export function embeddingUsage(usage: unknown): Usage {
  const tokens = isFields(usage) ? usage['prompt_tokens'] : undefined
  if (typeof tokens !== 'number') return { meters: { input: { certainty: 'unknown' } } }
  return knownUsage({ input: tokens }, usage as Fields as NonNullable<Usage['raw']>)
}
