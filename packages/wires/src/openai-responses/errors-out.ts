import type { LucidError } from '@lucid-gateway/core'
import { writeError } from '../openai-chat/errors-out.ts'

/**
 * The error of a stream that has begun: an event of its own, and the last one. Its facts are both fields of the event,
 * as the documents have it, and in an object within it, as the vendor sends it: clients look for one or the other.
 */
export function writeErrorEvent(error: LucidError, sequence = 0): string {
  const { error: facts } = writeError(error).body as { readonly error: Readonly<Record<string, unknown>> }
  const { type: _, ...fields } = facts
  const event = { type: 'error', sequence_number: sequence, ...fields, error: facts }
  return `event: error\ndata: ${JSON.stringify(event)}\n\n`
}
