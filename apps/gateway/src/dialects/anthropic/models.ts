import type { ModelEntry } from '@lucid-gateway/runtime'
import { limitIn, pageOf } from '../../calls/page-of.ts'
import { modelInPath, refOf, visibleModels } from '../../calls/visible-models.ts'
import type { Exchange } from '../../http/exchange.ts'
import { queryOf } from '../../http/query.ts'
import { sendJson } from '../../http/respond.ts'
import { requestHeaders } from './anthropic-dialect.ts'

/** https://platform.claude.com/docs/en/api/models/list; those that can chat, as the vendor has no others. */
export function listModels(exchange: Exchange): void {
  const query = queryOf(exchange.request)
  const able = visibleModels(exchange).filter(({ card }) => card.capabilities.includes('chat'))
  const { items, more } = pageOf(able, refOf, {
    limit: limitIn(query, 'limit', { usual: 20, most: 1000 }),
    after: query.get('after_id'),
    before: query.get('before_id'),
  })
  const [first, last] = [items.at(0), items.at(-1)]
  const body = {
    data: items.map(writeModel),
    has_more: more,
    first_id: first ? refOf(first) : null,
    last_id: last ? refOf(last) : null,
  }
  sendJson(exchange, 200, body, requestHeaders(exchange.id))
}

/** https://platform.claude.com/docs/en/api/models/retrieve */
export function retrieveModel(exchange: Exchange): void {
  sendJson(exchange, 200, writeModel(modelInPath(exchange)), requestHeaders(exchange.id))
}

/** Where the vendor states a time that nobody here knows, as it does for such models itself. */
const unknownTime = '1970-01-01T00:00:00Z'

function writeModel(entry: ModelEntry): object {
  const { name, id, limits, shutdown } = entry.card
  return {
    type: 'model',
    id: refOf(entry),
    display_name: name ?? id,
    created_at: unknownTime,
    lifecycle: shutdown ? 'deprecated' : 'active',
    deprecated_at: null,
    retires_at: shutdown ? `${shutdown.on}T00:00:00Z` : null,
    line: null,
    max_input_tokens: limits?.contextTokens ?? null,
    max_tokens: limits?.outputTokens ?? null,
    capabilities: null,
  }
}
