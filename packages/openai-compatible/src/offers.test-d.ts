import type { chat, embedding, Offer } from '@lucid-gateway/core'
import { bearer, compatibleOffers, openaiCompatible } from './index.ts'

interface Key {
  readonly apiKey: string
}

const offers = compatibleOffers<Key>({}, { baseUrl: 'https://x', headers: ({ apiKey }) => bearer(apiKey) })
const ofChat: Offer<typeof chat, Key> = offers.chat
const ofEmbedding: Offer<typeof embedding, Key> = offers.embedding
void [ofChat, ofEmbedding]

// @ts-expect-error a credential that there is not
compatibleOffers<Key>({}, { baseUrl: 'https://x', headers: ({ token }) => bearer(token) })

// @ts-expect-error an offer of one capability is none of another
const mixedUp: Offer<typeof embedding, Key> = offers.chat
void mixedUp

// @ts-expect-error a form of embeddings that the wire has not
openaiCompatible({ id: 'x', baseUrl: 'https://x', apiKey: { env: 'X' }, embedding: 'binary' })
