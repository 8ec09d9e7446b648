import {
  type Attempt,
  type JsonObject,
  knownUsage,
  type RerankRequest,
  type RerankResult,
} from '@lucid-gateway/core'
import { cardOf } from './models.ts'
import { refuseLong } from './words/refuse-long.ts'
import { relevance } from './words/relevance.ts'
import { tokensOf } from './words/tokens.ts'

/** One search reads up to so many documents. */
const documentsPerSearch = 100

export async function rankDocuments(
  request: RerankRequest,
  attempt: Attempt<unknown>,
): Promise<RerankResult> {
  cardOf(attempt.model, 'rerank')
  const texts = request.documents.map(document => textOf(document, request.rankFields))
  const characters = texts.reduce((sum, text) => sum + text.length, request.query.length)
  refuseLong('documents', texts.length, 1000, characters)
  const score = relevance(request.query)
  const ranking = request.documents
    .map((document, index) => ({
      index,
      score: score(cut(texts[index] as string, request.maxTokensPerDocument)),
      ...(request.returnDocuments ? { document } : {}),
    }))
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
  return {
    model: attempt.model,
    ranking: ranking.slice(0, request.topN),
    usage: knownUsage({ search: Math.ceil(request.documents.length / documentsPerSearch) }),
    metadata: { demo: true },
  }
}

/** The fields that are to be read, or else all texts of the record. */
function textOf(document: string | JsonObject, fields?: readonly string[]): string {
  if (typeof document === 'string') return document
  const values = (fields ?? Object.keys(document)).map(field => document[field])
  return values
    .map(value => (typeof value === 'object' ? JSON.stringify(value) : String(value ?? '')))
    .join('\n')
}

function cut(text: string, tokens: number | undefined): string {
  return tokens === undefined ? text : tokensOf(text).slice(0, tokens).join('')
}
