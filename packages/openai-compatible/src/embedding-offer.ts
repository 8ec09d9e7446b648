import type { embedding, Offer } from '@lucid-gateway/core'
import {
  type Encoding,
  openaiEmbeddings,
  readAnswer,
  relayAnswer,
  writeRequest,
} from '@lucid-gateway/wires/openai-embeddings'
import type { Endpoint } from './endpoint.ts'

const path = '/embeddings'

export function embeddingOffer<Credentials extends object>(
  endpoint: Endpoint<Credentials>,
  encoding: Encoding,
): Offer<typeof embedding, Credentials> {
  return {
    generate: async (request, attempt) => {
      const { body, warnings } = writeRequest(request, { model: attempt.model, encoding })
      for (const warning of warnings) attempt.warn(warning)
      const { value, headers } = await endpoint.json(path, JSON.stringify(body), attempt)
      return readAnswer(value, { error: endpoint.errorIn(headers, attempt) })
    },
    relay: {
      wire: openaiEmbeddings,
      send: async (body, attempt) => {
        const answer = await endpoint.send(path, body.patched({ model: attempt.model }), attempt)
        return relayAnswer(await answer.bytes(), { error: endpoint.errorIn(answer.headers, attempt) })
      },
    },
  }
}
