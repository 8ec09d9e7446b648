import type { Attempt, chat, embedding, image, ModelCard, moderation, Offer } from '@lucid-gateway/core'
import { errorWords } from '@lucid-gateway/wires/openai-responses'
import { chatOffer } from './chat-offer.ts'
import { embeddingOffer } from './embedding-offer.ts'
import { Endpoint } from './endpoint.ts'
import { imageOffer } from './image-offer.ts'
import { listModels } from './model-list.ts'
import { moderationOffer } from './moderation-offer.ts'
import type { Connection, Vendor } from './vendor.ts'

/** All that a vendor of the wire can be asked for; a plugin provides what its vendor has. */
export interface CompatibleOffers<Credentials> {
  readonly chat: Offer<typeof chat, Credentials>
  readonly embedding: Offer<typeof embedding, Credentials>
  readonly image: Offer<typeof image, Credentials>
  readonly moderation: Offer<typeof moderation, Credentials>
  readonly listModels: (attempt: Attempt<Credentials>) => Promise<readonly ModelCard[]>
  readonly probe: (attempt: Attempt<Credentials>) => Promise<void>
}

export function compatibleOffers<Credentials extends object>(
  vendor: Omit<Vendor, 'id' | 'baseUrl' | 'apiKey'>,
  connection: Connection<Credentials>,
): CompatibleOffers<Credentials> {
  const words = vendor.responses ? { ...errorWords, ...vendor.errors } : vendor.errors
  const endpoint = new Endpoint(connection, words)
  return {
    chat: chatOffer(endpoint, vendor),
    embedding: embeddingOffer(endpoint, vendor.embedding ?? 'float'),
    image: imageOffer(endpoint),
    moderation: moderationOffer(endpoint),
    listModels: attempt => listModels(endpoint, vendor, attempt),
    probe: async attempt => {
      await attempt.http.json(endpoint.get('/models', attempt))
    },
  }
}
