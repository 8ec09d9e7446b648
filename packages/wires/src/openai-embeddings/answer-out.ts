import {
  type EmbeddingResult,
  inputMeters,
  type JsonObject,
  type ReceiptEntry,
  totalOf,
} from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import type { JsonDraft } from '../kit/json.ts'
import { Notes } from '../kit/notes.ts'
import { writeVector } from './vector.ts'
import { type Encoding, openaiEmbeddings } from './wire.ts'

export interface EmbeddingHead {
  readonly model: string
  readonly encoding: Encoding
}

/** Writes the answer of https://platform.openai.com/docs/api-reference/embeddings/create */
export function writeAnswer(
  result: EmbeddingResult,
  { model, encoding }: EmbeddingHead,
): { readonly body: JsonObject; readonly receipt: readonly ReceiptEntry[] } {
  const notes = new Notes(openaiEmbeddings)
  notes.foreign(result.extra, '')
  const known: JsonDraft = {
    object: 'list',
    data: result.vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: writeVector(vector, encoding),
    })),
    model,
  }
  const total = totalOf(result.usage, inputMeters)
  if (total && total.certainty !== 'unknown') {
    known.usage = { prompt_tokens: total.quantity, total_tokens: total.quantity }
  }
  return { body: withKept(result.extra?.[openaiEmbeddings], known), receipt: notes.receipt }
}
