import type { AssistantContent, ReasoningPart } from '@lucid-gateway/core'
import type { Notes } from '../kit/notes.ts'
import { openaiChat } from './wire.ts'

export function noteReasoning(part: Omit<ReasoningPart, 'type' | 'text'>, path: string, notes: Notes): void {
  if (part.signature !== undefined) notes.add('dropped', `${path}.signature`, 'The wire has no signatures.')
  if (part.encrypted !== undefined)
    notes.add('dropped', `${path}.encrypted`, 'The wire has no encrypted reasoning.')
  noteKept(part, path, notes)
}

/** Where an answer's text stands as one string, fields of its own have no place, not even this wire's. */
export function noteKept(part: Pick<AssistantContent, 'extra'>, path: string, notes: Notes): void {
  if (part.extra?.[openaiChat])
    notes.add('dropped', `${path}.extra`, 'Text has no fields of its own in an answer.')
}

export function noteExecuted(part: Pick<AssistantContent, 'extra'>, path: string, notes: Notes): void {
  notes.foreign(part.extra, path)
  notes.add('dropped', path, 'The wire has no word for a tool that the vendor ran.')
}
