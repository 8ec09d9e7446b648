import type { JsonObject } from '../json.ts'

/** A network format with its version, such as `openai-chat` or `anthropic-messages@2023-06-01`. */
export type WireId = string

/**
 * Fields that the canonical model has no word for, kept under the wire they came in on, so that cache markers,
 * signatures and encrypted reasoning survive a round trip. They are never sent to another wire. A name that begins with
 * `@` marks form alone, such as the id that a thing had on its wire: other wires leave it out without a word, because
 * nothing is lost by it.
 */
export type Extra = Readonly<Record<WireId, JsonObject>>
