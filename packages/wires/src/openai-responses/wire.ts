import type { Extra, JsonObject, WireId } from '@lucid-gateway/core'
import { withoutMarks } from '../kit/extra.ts'

/** https://developers.openai.com/api/reference/resources/responses */
export const openaiResponses: WireId = 'openai-responses'

/** What was kept of a thing for this wire, without the marks of form. */
export function keptOf(extra: Extra | undefined): JsonObject | undefined {
  return withoutMarks(extra?.[openaiResponses])
}

/** A mark of form that a thing got when it came in on this wire. */
export function markOf(extra: Extra | undefined, name: Mark): JsonObject[string] {
  return extra?.[openaiResponses]?.[name]
}

export type Mark =
  /** The id of the item that a thing was, or was a part of; empty where it had none. */
  | '@id'
  /** Into which pieces the text of a reasoning item was cut. */
  | '@pieces'
  /** On a delta: it stands between two pieces of reasoning, and is in neither. */
  | '@between'
  /** The item that a thing is also in, and is written with. */
  | '@in'
  /** A part of a message of a type that is not known here; without it, a whole item of such a type. */
  | '@part'
  /** A function whose strictness was left to the vendor. */
  | '@strict'
  /** Whether the caller wants the vendor to keep the answer. */
  | '@store'
  /** Whether the caller wants reasoning in a form that it can hand back. */
  | '@encrypted'
  /** Instructions, which hold for one answer and are not kept with it. */
  | '@instructions'
  /** What an answer repeats of its request. */
  | '@echo'
