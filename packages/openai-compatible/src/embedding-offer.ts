import { type embedding, type EmbeddingResult, LucidError, type Offer, type Usage } from '@lucid-gateway/core'
import {
  type EmbeddingFormat,
  embeddingUsage,
  embeddingWire,
  readEmbeddings,
  writeEmbeddings,
} from './embedding-wire.ts'
import type { Endpoint } from './endpoint.ts'
import { isFields } from './fields.ts'
import { RelayedAnswer } from './relayed-answer.ts'

export function embeddingOffer<Credentials extends object>(
  endpoint: Endpoint<Credentials>,
  format: EmbeddingFormat,
): Offer<typeof embedding, Credentials> {
  return {
    generate: async (request, attempt) => {
      const body = writeEmbeddings(request, attempt, format)
      const { value } = await endpoint.json('/embeddings', body, attempt)
      return readEmbeddings(value)
    },
    relay: {
      wire: embeddingWire,
      send: async (body, attempt) => {
        const answer = await endpoint.send('/embeddings', body.patched({ model: attempt.model }), attempt)
        const bytes = await answer.bytes()
        return new RelayedAnswer(embeddingWire, bytes, usageAtTheEnd(bytes), decode)
      },
    },
  }
}

/** Vectors are long and the usage stands behind them, so it is looked for there before all is parsed. */
function usageAtTheEnd(bytes: Uint8Array): Usage {
  const tail = Buffer.from(
    bytes.buffer,
    bytes.byteOffset + Math.max(0, bytes.length - 512),
    Math.min(512, bytes.length),
  )
  const found = /"usage"\s*:\s*(\{[^{}]*\})\s*\}\s*$/.exec(tail.toString('latin1'))?.[1]
  return found === undefined ? decode(bytes).usage : embeddingUsage(parsed(Buffer.from(found)))
}

function decode(bytes: Uint8Array): EmbeddingResult {
  return readEmbeddings(parsed(bytes))
}

function parsed(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'),
    )
    if (isFields(value)) return value
  } catch {
    // Told below, together with JSON that is no object.
  }
  throw new LucidError('upstream', 'The provider answered something that is no JSON object.', {
    reason: 'malformed_json',
  })
}
