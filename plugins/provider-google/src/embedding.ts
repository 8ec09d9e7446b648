import {
  type Attempt,
  type embedding,
  type EmbeddingInput,
  type EmbeddingRequest,
  type JsonObject,
  LucidError,
  type Offer,
  type Usage,
  type Vector,
} from '@lucid-gateway/core'
import { methodPath, readUsage } from '@lucid-gateway/wires/gemini'
import type { Endpoint } from './api/endpoint.ts'
import type { GoogleCredentials } from './auth/credential.ts'

type GoogleAttempt = Attempt<GoogleCredentials>

const purposes: Readonly<Record<string, string>> = {
  query: 'RETRIEVAL_QUERY',
  document: 'RETRIEVAL_DOCUMENT',
  similarity: 'SEMANTIC_SIMILARITY',
  classification: 'CLASSIFICATION',
  clustering: 'CLUSTERING',
}

/** https://ai.google.dev/api/embeddings#method:-models.batchembedcontents, which Vertex AI does not have. */
export function embeddingOffer(endpoint: Endpoint): Offer<typeof embedding, GoogleCredentials> {
  return {
    generate: async (request, attempt) => {
      if (endpoint.access.vertex) throw elsewhere('model', 'Embeddings of Vertex AI are not offered here.')
      const requests = written(request, attempt)
      const path = methodPath(attempt.model, 'batchEmbedContents')
      const { value, headers } = await endpoint.json(path, { requests }, attempt)
      const answer = value as EmbedAnswer
      if (answer.error !== undefined) throw endpoint.errorIn(headers, attempt)(answer.error)
      return { model: attempt.model, vectors: vectorsOf(answer, requests.length), usage: usageOf(answer) }
    },
  }
}

interface EmbedAnswer {
  readonly embeddings?: readonly { readonly values?: Vector }[]
  readonly usageMetadata?: JsonObject
  readonly error?: JsonObject
}

function written(request: EmbeddingRequest, attempt: GoogleAttempt): readonly JsonObject[] {
  const dropped = (field: string, message: string): void => attempt.warn({ type: 'dropped', field, message })
  const { purpose, precision, truncate, dimensions } = request
  const taskType = purpose === undefined || !Object.hasOwn(purposes, purpose) ? undefined : purposes[purpose]
  if (purpose !== undefined && taskType === undefined)
    dropped('purpose', `The vendor has no purpose "${purpose}".`)
  if (precision !== undefined && precision !== 'float')
    dropped('precision', 'The vendor has vectors of floats only.')
  if (truncate !== undefined && truncate !== 'end')
    dropped('truncate', 'The vendor cuts off the end of what is too long.')
  if (request.user !== undefined) dropped('user', 'The vendor does not take the end user.')
  if (request.metadata) dropped('metadata', 'The vendor takes no labels.')
  for (const [wire, fields] of Object.entries(request.extra ?? {})) {
    const names = Object.keys(fields).join(', ')
    dropped(`extra["${wire}"]`, `Fields of ${wire} are not sent to this vendor: ${names}.`)
  }
  return request.inputs.map((input, index) => ({
    ...request.options,
    model: `models/${attempt.model}`,
    content: { parts: partsOf(input, `inputs[${index}]`) },
    ...(taskType === undefined ? {} : { taskType }),
    ...(dimensions === undefined ? {} : { outputDimensionality: dimensions }),
  }))
}

function partsOf(input: EmbeddingInput, path: string): readonly JsonObject[] {
  if (typeof input === 'string') return [{ text: input }]
  if (!('content' in input)) throw elsewhere(path, 'The vendor embeds text, not the ids of tokens.')
  return input.content.map((part, index): JsonObject => {
    if (part.type === 'text') return { text: part.text }
    if (part.data.kind !== 'base64')
      throw elsewhere(`${path}.content[${index}]`, 'Files are embedded as bytes only.')
    return { inlineData: { mimeType: part.mediaType, data: part.data.base64 } }
  })
}

function vectorsOf({ embeddings = [] }: EmbedAnswer, wanted: number): readonly Vector[] {
  const vectors = embeddings.map(({ values }) => values ?? [])
  if (vectors.length === wanted && vectors.every(vector => vector.length > 0)) return vectors
  throw new LucidError('upstream', 'The upstream sent an answer without a vector for each input.', {
    reason: 'malformed',
  })
}

function usageOf({ usageMetadata }: EmbedAnswer): Usage {
  const { meters, ...raw } = readUsage(usageMetadata)
  return { meters: { input: meters.input ?? { certainty: 'unknown' } }, ...raw }
}

function elsewhere(param: string, message: string): LucidError {
  return new LucidError('invalid_request', message, {
    param,
    recourse: 'other',
    hint: 'Ask a model that takes it, or send text alone.',
  })
}
