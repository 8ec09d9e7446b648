import {
  type Answer,
  type EmbeddingResult,
  type JsonObject,
  type JsonValue,
  knownUsage,
  type Usage,
} from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { isObject } from '../kit/json.ts'
import { malformed } from '../kit/malformed.ts'
import { RawAnswer, RelayedAnswer } from '../kit/raw-answer.ts'
import { type ErrorReader, readErrorObject } from '../openai-chat/error-object.ts'
import { readVector } from './vector.ts'
import { openaiEmbeddings } from './wire.ts'

export interface EmbeddingReadOptions {
  /** Makes an error of an error object inside an answer of status 200. */
  readonly error?: ErrorReader
}

const known = new Set(['object', 'data', 'model', 'id', 'usage', 'error'])

/** Reads https://platform.openai.com/docs/api-reference/embeddings/object, a list of them; in order of their index. */
export function readAnswer(
  body: unknown,
  { error = readErrorObject }: EmbeddingReadOptions = {},
): EmbeddingResult {
  if (!isObject(body)) throw malformed('an answer that is no JSON object')
  if (body.error !== undefined && body.error !== null) throw error(body.error)
  if (!Array.isArray(body.data)) throw malformed('an answer without embeddings')
  const entries = (body.data as readonly JsonValue[]).filter(isObject)
  return {
    ...(typeof body.id === 'string' ? { id: body.id } : {}),
    ...(typeof body.model === 'string' ? { model: body.model } : {}),
    vectors: entries.toSorted((a, b) => indexOf(a) - indexOf(b)).map(entry => readVector(entry.embedding)),
    usage: readUsage(body.usage),
    ...extraOf(openaiEmbeddings, unknownFields(body, known)),
  }
}

function indexOf(entry: JsonObject): number {
  return typeof entry.index === 'number' ? entry.index : 0
}

function readUsage(usage: JsonValue | undefined): Usage {
  const tokens = isObject(usage) ? usage.prompt_tokens : undefined
  if (typeof tokens !== 'number') return { meters: { input: { certainty: 'unknown' } } }
  return knownUsage({ input: tokens }, usage)
}

/** An answer of this wire that passes unchanged; of it the usage alone is decoded, until someone asks for the vectors. */
export function relayAnswer(bytes: Uint8Array, options: EmbeddingReadOptions = {}): Answer<EmbeddingResult> {
  const raw = new RawAnswer(bytes)
  const error = raw.value('error')
  if (error !== undefined && error !== null) throw (options.error ?? readErrorObject)(error)
  if (!raw.has('data')) throw malformed('an answer without embeddings')
  return new RelayedAnswer(openaiEmbeddings, raw, readUsage(raw.value('usage')), body =>
    readAnswer(body, options),
  )
}
