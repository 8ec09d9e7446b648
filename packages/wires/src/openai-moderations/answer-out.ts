import type {
  JsonObject,
  JsonValue,
  ModerationResult,
  ModerationVerdict,
  ReceiptEntry,
} from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import { Notes } from '../kit/notes.ts'
import { openaiModerations } from './wire.ts'

export interface ModerationHead {
  readonly id: string
  readonly model: string
}

/** Writes https://platform.openai.com/docs/api-reference/moderations/object */
export function writeAnswer(
  result: ModerationResult,
  { id, model }: ModerationHead,
): { readonly body: JsonObject; readonly receipt: readonly ReceiptEntry[] } {
  const notes = new Notes(openaiModerations)
  notes.foreign(result.extra, '')
  const { results, ...kept } = result.extra?.[openaiModerations] ?? {}
  const ofResults: readonly unknown[] = Array.isArray(results) ? results : []
  const known = {
    id,
    model,
    results: result.verdicts.map((verdict, index) => writeVerdict(verdict, ofResults[index])),
  }
  return { body: withKept(kept, known), receipt: notes.receipt }
}

function writeVerdict(verdict: ModerationVerdict, kept: unknown): JsonObject {
  const categories: JsonDraft = {}
  const scores: JsonDraft = {}
  const types: JsonDraft = {}
  for (const [name, { flagged, score, appliesTo }] of Object.entries(verdict.categories)) {
    categories[name] = flagged
    if (score !== undefined) scores[name] = score
    if (appliesTo !== undefined) types[name] = appliesTo as JsonValue
  }
  return withKept(isObject(kept) ? kept : undefined, {
    flagged: verdict.flagged,
    categories,
    category_scores: scores,
    category_applied_input_types: types,
  })
}
