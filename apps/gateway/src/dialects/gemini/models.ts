import type { ModelEntry } from '@lucid-gateway/runtime'
import { limitIn, pageOf } from '../../calls/page-of.ts'
import { modelInPath, refOf, visibleModels } from '../../calls/visible-models.ts'
import type { Exchange } from '../../http/exchange.ts'
import { queryOf } from '../../http/query.ts'
import { sendJson } from '../../http/respond.ts'
import { requireVersion } from './model-name.ts'

/** https://ai.google.dev/api/models#method:-models.list; those that this dialect can call. */
export function listModels(exchange: Exchange): void {
  requireVersion(exchange)
  const query = queryOf(exchange.request)
  const able = visibleModels(exchange).filter(entry => methodsOf(entry).length > 0)
  const { items, more } = pageOf(able, refOf, {
    limit: limitIn(query, 'pageSize', { usual: 50, most: 1000 }),
    after: query.get('pageToken'),
  })
  const last = items.at(-1)
  sendJson(exchange, 200, {
    models: items.map(writeModel),
    ...(more && last ? { nextPageToken: refOf(last) } : {}),
  })
}

/** https://ai.google.dev/api/models#method:-models.get */
export function retrieveModel(exchange: Exchange): void {
  requireVersion(exchange)
  sendJson(exchange, 200, writeModel(modelInPath(exchange)))
}

function writeModel(entry: ModelEntry): object {
  const { name, id, limits, abilities } = entry.card
  return {
    name: `models/${refOf(entry)}`,
    version: id,
    displayName: name ?? id,
    ...(limits?.contextTokens === undefined ? {} : { inputTokenLimit: limits.contextTokens }),
    ...(limits?.outputTokens === undefined ? {} : { outputTokenLimit: limits.outputTokens }),
    supportedGenerationMethods: methodsOf(entry),
    ...(abilities?.includes('reasoning') ? { thinking: true } : {}),
  }
}

const methods: Readonly<Record<string, readonly string[]>> = {
  chat: ['generateContent', 'streamGenerateContent', 'countTokens'],
  embedding: ['embedContent', 'batchEmbedContents'],
}

function methodsOf({ card }: ModelEntry): readonly string[] {
  return Object.entries(methods).flatMap(([id, names]) => (card.capabilities.includes(id) ? names : []))
}
