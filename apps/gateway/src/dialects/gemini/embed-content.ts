import { embedding, type EmbeddingResult, inputMeters, totalOf } from '@lucid-gateway/core'
import { answerHeaders } from '../../calls/answer-headers.ts'
import { type Ask, makeCall, type RequestHead } from '../../calls/make-call.ts'
import { modeNotServed } from '../../calls/mode-not-served.ts'
import type { Exchange } from '../../http/exchange.ts'
import type { JsonBody } from '../../http/json-body.ts'
import { type ReadJson, readJson } from '../../http/read-json.ts'
import { sendJson } from '../../http/respond.ts'
import { modelNameIn } from './model-name.ts'
import { invalid, type ReadEmbed, readEmbed } from './read-embed.ts'

/** https://ai.google.dev/api/embeddings#method:-models.embedcontent */
export async function embedContent(exchange: Exchange): Promise<void> {
  const ask = readEmbedContent(exchange, await readJson(exchange))
  return embed(exchange, ask, ([vector]) => ({ embedding: vector }))
}

/** https://ai.google.dev/api/embeddings#method:-models.batchembedcontents */
export async function batchEmbedContents(exchange: Exchange): Promise<void> {
  const ask = readBatchEmbedContents(exchange, await readJson(exchange))
  return embed(exchange, ask, vectors => ({ embeddings: vectors }))
}

export function readEmbedContent(head: RequestHead, { body }: ReadJson): EmbedAsk {
  return askOf(
    modelNameIn(head),
    readEmbed([body], () => ''),
  )
}

export function readBatchEmbedContents(head: RequestHead, { body }: ReadJson): EmbedAsk {
  const target = modelNameIn(head)
  const { requests } = body
  if (!Array.isArray(requests) || requests.length === 0)
    throw invalid('requests', 'must have at least one request')
  return askOf(
    target,
    readEmbed(requests.map(asBody), index => `requests[${index}].`),
  )
}

type EmbedAsk = Ask<typeof embedding>

function askOf(target: string, { request, receipt }: ReadEmbed): EmbedAsk {
  return { capability: embedding, target, request, receipt: () => receipt, stream: false }
}

function asBody(request: unknown, index: number): JsonBody {
  if (typeof request === 'object' && request !== null) return request as JsonBody
  throw invalid(`requests[${index}]`, 'must be an object')
}

interface WrittenVector {
  readonly values: readonly number[]
}

async function embed(
  exchange: Exchange,
  ask: EmbedAsk,
  write: (vectors: readonly WrittenVector[]) => object,
): Promise<void> {
  const call = await makeCall(exchange, ask)
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
