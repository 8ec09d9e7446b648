import type { Attempt, ModelCard } from '@lucid-gateway/core'
import type { GoogleCredentials } from '../auth/credential.ts'
import { capabilitiesOf, cardFor } from '../models.ts'
import type { Endpoint } from './endpoint.ts'

/** A model as the vendor lists it: https://ai.google.dev/api/models. Vertex AI tells its name alone. */
interface ListedModel {
  readonly name?: string
  readonly displayName?: string
  readonly inputTokenLimit?: number
  readonly outputTokenLimit?: number
  readonly supportedGenerationMethods?: readonly string[]
}

interface ListPage {
  readonly models?: readonly ListedModel[]
  readonly publisherModels?: readonly ListedModel[]
  readonly nextPageToken?: string
}

/** All pages of the vendor's list; what is known of a model goes with what the vendor says of it. */
export async function listModels(
  endpoint: Endpoint,
  attempt: Attempt<GoogleCredentials>,
): Promise<readonly ModelCard[]> {
  const cards: ModelCard[] = []
  for (let token: string | undefined = ''; token !== undefined;) {
    const query = `?pageSize=100${token && `&pageToken=${encodeURIComponent(token)}`}`
    const { value } = await endpoint.list(query, attempt)
    const page = value as ListPage
    cards.push(...(page.models ?? page.publisherModels ?? []).flatMap(cardOf))
    token = page.nextPageToken || undefined
  }
  return cards
}

function cardOf(model: ListedModel): readonly ModelCard[] {
  const id = (model.name ?? '').replace(/^(publishers\/google\/)?models\//, '')
  if (id === '') return []
  const known = cardFor(id)
  const card = known ?? { id, capabilities: capabilitiesOf(id, model.supportedGenerationMethods) }
  const { displayName, inputTokenLimit, outputTokenLimit } = model
  const limits = {
    ...card.limits,
    ...(inputTokenLimit ? { contextTokens: inputTokenLimit } : {}),
    ...(outputTokenLimit && card.capabilities.includes('chat') ? { outputTokens: outputTokenLimit } : {}),
  }
  return [
    {
      ...card,
      ...(displayName ? { name: displayName } : {}),
      ...(Object.keys(limits).length > 0 ? { limits } : {}),
    },
  ]
}
