import { createHash } from 'node:crypto'
import { countTokens } from '../openai/tokens.ts'
import { badArgument } from './api-error.ts'
import { batchEmbedRequest, type ContentBody } from './messages.ts'
import type { GeminiModel } from './models.ts'

interface EmbedRequest {
  readonly model?: string
  readonly content: ContentBody
  readonly outputDimensionality?: number
}

/** https://ai.google.dev/api/embeddings#method:-models.batchembedcontents */
export function embedBatch(
  source: unknown,
  model: GeminiModel,
): { readonly body: object; readonly promptTokens: number } {
  const { requests } = batchEmbedRequest(source, '') as { readonly requests: readonly EmbedRequest[] }
  if (requests.length > 100) {
    throw badArgument('* BatchEmbedContentsRequest.requests: at most 100 requests can be in one batch\n')
  }
  const texts = requests.map((request, index) => {
    if (request.model !== `models/${model.id}`) {
      throw badArgument(
        `* BatchEmbedContentsRequest.requests[${index}].model: unexpected model name format\n`,
      )
    }
    const text = (request.content.parts ?? []).map(part => String(part['text'] ?? '')).join('\n')
    if (text === '') throw badArgument(`* BatchEmbedContentsRequest.requests[${index}].content: empty Part\n`)
    return text
  })
  const embeddings = requests.map((request, index) => ({
    values: vector(texts[index] ?? '', request.outputDimensionality ?? model.dimensions ?? 0),
  }))
  const promptTokens = texts.reduce((sum, text) => sum + countTokens(text), 0)
  return { body: { embeddings, usageMetadata: { promptTokenCount: promptTokens } }, promptTokens }
}

function vector(text: string, dimensions: number): readonly number[] {
  const bytes = createHash('sha256').update(text).digest()
  return Array.from({ length: dimensions }, (_, index) => ((bytes[index % 32] ?? 0) - 128) / 1024)
}
