import { LucidError } from '@lucid-gateway/core'
import { type ModelEntry, nearest } from '@lucid-gateway/runtime'
import { type ListedModel, writeModel, writeModels } from '@lucid-gateway/wires/openai-models'
import { mayUse } from '../../access/scope.ts'
import type { Exchange } from '../../http/exchange.ts'
import { sendJson } from '../../http/respond.ts'

/** https://platform.openai.com/docs/api-reference/models/list */
export function listModels(exchange: Exchange): void {
  sendJson(exchange, 200, writeModels(visible(exchange).map(listed)))
}

/** https://platform.openai.com/docs/api-reference/models/retrieve */
export function retrieveModel(exchange: Exchange): void {
  const steps: unknown = exchange.request.params['model']
  const name = Array.isArray(steps) ? steps.join('/') : String(steps)
  const entries = visible(exchange)
  const found = entries.find(entry => refOf(entry) === name) ?? entries.find(({ card }) => card.id === name)
  if (found) return sendJson(exchange, 200, writeModel(listed(found)))
  const candidates = nearest(name, entries.map(refOf))
  throw new LucidError('not_found', `There is no model "${name}".`, {
    param: 'model',
    reason: 'unknown_model',
    hint:
      candidates.length > 0
        ? `Did you mean ${candidates.join(', ')}?`
        : 'GET /v1/models lists what there is.',
    details: { candidates },
  })
}

function visible({ host, caller }: Exchange): readonly ModelEntry[] {
  return host.runtime
    .models()
    .filter(({ account, card }) => mayUse(caller.key?.models, { account, model: card.id }))
}

function refOf({ account, card }: ModelEntry): string {
  return `${account}/${card.id}`
}

function listed(entry: ModelEntry): ListedModel {
  const { card, provider } = entry
  const { capabilities, abilities, limits } = card
  return {
    id: refOf(entry),
    created: 0,
    ownedBy: provider,
    extra: {
      capabilities: [...capabilities],
      ...(abilities ? { abilities: [...abilities] } : {}),
      ...(limits ? { limits: { ...limits } } : {}),
    },
  }
}
