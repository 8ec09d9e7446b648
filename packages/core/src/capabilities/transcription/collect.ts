import { noUsage } from '../../usage/usage.ts'
import type { Warning } from '../../content/warning.ts'
import type { TranscriptionPart } from './parts.ts'
import type { TranscriptionResult, TranscriptSpan } from './result.ts'

/** Folds a stream into the whole transcript. A text in the `finish` part wins over the deltas. */
export function collectTranscription(parts: readonly TranscriptionPart[]): TranscriptionResult {
  const segments: TranscriptSpan[] = []
  const words: TranscriptSpan[] = []
  const warnings: Warning[] = []
  let head: Partial<TranscriptionResult> = {}
  let text = ''
  let usage = noUsage
  for (const part of parts) {
    if (part.type === 'start' || part.type === 'finish') {
      const { type: _, ...rest } = part
      head = { ...head, ...rest }
    } else if (part.type === 'text-delta') text += part.text
    else if (part.type === 'segment') segments.push(part.segment)
    else if (part.type === 'word') words.push(part.word)
    else if (part.type === 'usage') usage = part.usage
    else if (part.type === 'warning') warnings.push(part.warning)
  }
  return {
    text,
    ...head,
    usage,
    ...(segments.length > 0 ? { segments } : {}),
    ...(words.length > 0 ? { words } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
  }
}
