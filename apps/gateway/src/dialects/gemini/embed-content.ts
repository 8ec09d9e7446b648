import { embedding, type EmbeddingResult, inputMeters, totalOf } from '@lucid-gateway/core'
import { answerHeaders } from '../../calls/answer-headers.ts'
import { makeCall } from '../../calls/make-call.ts'
import { modeNotServed } from '../../calls/mode-not-served.ts'
import type { Exchange } from '../../http/exchange.ts'
import type { JsonBody } from '../../http/json-body.ts'
import { readJson } from '../../http/read-json.ts'
import { sendJson } from '../../http/respond.ts'
import { modelNameIn } from './model-name.ts'
import { invalid, type ReadEmbed, readEmbed } from './read-embed.ts'

/** https://ai.google.dev/api/embeddings#method:-models.embedcontent */
export function embedContent(exchange: Exchange): Promise<void> {
  return embed(
    exchange,
    body => readEmbed([body], () => ''),
    ([vector]) => ({ embedding: vector }),
  )
}

/** https://ai.google.dev/api/embeddings#method:-models.batchembedcontents */
export function batchEmbedContents(exchange: Exchange): Promise<void> {
  return embed(
    exchange,
    ({ requests }) => {
      if (!Array.isArray(requests) || requests.length === 0)
        throw invalid('requests', 'must have at least one request.')
      return readEmbed(requests.map(asBody), index => `requests[${index}].`)
    },
    vectors => ({ embeddings: vectors }),
  )
}

function asBody(request: unknown, index: number): JsonBody {
  if (typeof request === 'object' && request !== null) return request as JsonBody
  throw invalid(`requests[${index}]`, 'must be an object.')
}

interface WrittenVector {
  readonly values: readonly number[]
}

async function embed(
  exchange: Exchange,
  read: (body: JsonBody) => ReadEmbed,
  write: (vectors: readonly WrittenVector[]) => object,
): Promise<void> {
  const target = modelNameIn(exchange)
  const { body } = await readJson(exchange)
  const { request, receipt } = read(body)
  const call = await makeCall(exchange, {
    capability: embedding,
    target,
    request,
    receipt: () => receipt,
    stream: false,
  })
  const { outcome } = call
  if (outcome.kind !== 'answer') throw modeNotServed(call)
  await call.closed
  const { result } = outcome
  const written = { ...write(result.vectors.map(values => ({ values }))), ...usageOf(result) }
  sendJson(exchange, 200, written, answerHeaders(call))
}

function usageOf({ usage }: EmbeddingResult): object {
  const tokens = totalOf(usage, inputMeters)
  return tokens && tokens.certainty !== 'unknown'
    ? { usageMetadata: { promptTokenCount: tokens.quantity } }
    : {}
}
