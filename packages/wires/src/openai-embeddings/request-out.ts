import {
  type EmbeddingInput,
  type EmbeddingRequest,
  type JsonObject,
  LucidError,
  type Warning,
} from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { type JsonDraft, put } from '../kit/json.ts'
import { Notes } from '../kit/notes.ts'
import { type Encoding, openaiEmbeddings } from './wire.ts'

export interface EmbeddingTarget {
  /** The model in the vendor's own words. */
  readonly model: string
  /** How the vendor shall write the vectors; `float` unless said. */
  readonly encoding?: Encoding
}

/**
 * Writes the body of https://platform.openai.com/docs/api-reference/embeddings/create. Throws `invalid_request` for
 * inputs that the wire cannot carry: a vector of half an input would be another vector.
 */
export function writeRequest(
  request: EmbeddingRequest,
  { model, encoding = 'float' }: EmbeddingTarget,
): { readonly body: JsonObject; readonly warnings: readonly Warning[] } {
  const notes = new Notes(openaiEmbeddings)
  notes.foreign(request.extra, '')
  const { precision, purpose, truncate } = request
  if (purpose !== undefined) notes.add('dropped', 'purpose', 'The wire does not say what vectors are for.')
  if (precision !== undefined && precision !== 'float') {
    notes.add('dropped', 'precision', 'The wire has vectors of floats only.')
  }
  if (truncate !== undefined && truncate !== 'none') {
    notes.add('dropped', 'truncate', 'The wire does not cut inputs that are too long.')
  }
  if (request.metadata) notes.add('dropped', 'metadata', 'The wire has no labels.')
  const known: JsonDraft = { model, input: writeInputs(request.inputs), encoding_format: encoding }
  put(known, 'dimensions', request.dimensions)
  put(known, 'user', request.user)
  return {
    body: withKept({ ...request.options, ...request.extra?.[openaiEmbeddings] }, known),
    warnings: notes.warnings,
  }
}

function writeInputs(inputs: readonly EmbeddingInput[]): readonly (string | readonly number[])[] {
  const written = inputs.map((input, index) => writeInput(input, `inputs[${index}]`))
  if (new Set(written.map(input => typeof input)).size > 1) {
    throw unsayable('inputs', 'Texts and tokens cannot go in one request.')
  }
  return written
}

function writeInput(input: EmbeddingInput, path: string): string | readonly number[] {
  if (typeof input === 'string' || !('content' in input)) return input
  return input.content
    .map((part, index) => {
      if (part.type === 'text') return part.text
      throw unsayable(`${path}.content[${index}]`, 'Only text can be embedded on this wire.')
    })
    .join('')
}

function unsayable(param: string, message: string): LucidError {
  return new LucidError('invalid_request', message, {
    param,
    recourse: 'other',
    hint: 'Ask a model that takes it, or send text alone.',
  })
}
