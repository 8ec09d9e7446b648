import type { JsonObject } from '../json.ts'

/** A network format with its version, such as `openai-chat` or `anthropic-messages@2023-06-01`. */
export type WireId = string

/**
 * Fields that the canonical model has no word for, kept under the wire they came in on, so that cache markers,
 * signatures and encrypted reasoning survive a round trip. They are never sent to another wire.
 */
export type Extra = Readonly<Record<WireId, JsonObject>>
