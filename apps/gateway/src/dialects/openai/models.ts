import type { ModelEntry } from '@lucid-gateway/runtime'
import { type ListedModel, writeModel, writeModels } from '@lucid-gateway/wires/openai-models'
import { modelInPath, refOf, visibleModels } from '../../calls/visible-models.ts'
import type { Exchange } from '../../http/exchange.ts'
import { sendJson } from '../../http/respond.ts'

/** https://platform.openai.com/docs/api-reference/models/list */
export function listModels(exchange: Exchange): void {
  sendJson(exchange, 200, writeModels(visibleModels(exchange).map(listed)))
}

/** https://platform.openai.com/docs/api-reference/models/retrieve */
export function retrieveModel(exchange: Exchange): void {
  sendJson(exchange, 200, writeModel(listed(modelInPath(exchange))))
}

function listed(entry: ModelEntry): ListedModel {
  const { card, provider } = entry
  const { capabilities, abilities, limits, shutdown } = card
  return {
    id: refOf(entry),
    created: 0,
    ownedBy: provider,
    extra: {
      capabilities: [...capabilities],
      ...(abilities ? { abilities: [...abilities] } : {}),
      ...(limits ? { limits: { ...limits } } : {}),
      ...(shutdown ? { shutdown_date: shutdown.on } : {}),
    },
  }
}
