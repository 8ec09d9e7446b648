import { noUsage } from '../../usage/usage.ts'
import type { Warning } from '../../content/warning.ts'
import type { SpeechPart } from './parts.ts'
import type { SpeechMark, SpeechResult } from './result.ts'

/** Joins the chunks of a stream into one file. */
export function collectSpeech(parts: readonly SpeechPart[]): SpeechResult {
  const chunks: Buffer[] = []
  const marks: SpeechMark[] = []
  const warnings: Warning[] = []
  let head: Omit<Extract<SpeechPart, { type: 'start' }>, 'type'> = { audio: { mediaType: 'audio/*' } }
  let usage = noUsage
  for (const part of parts) {
    if (part.type === 'start') {
      const { type: _, ...rest } = part
      head = rest
    } else if (part.type === 'audio-delta') chunks.push(Buffer.from(part.base64, 'base64'))
    else if (part.type === 'marks') marks.push(...part.marks)
    else if (part.type === 'usage') usage = part.usage
    else if (part.type === 'warning') warnings.push(part.warning)
  }
  return {
    ...head,
    audio: { ...head.audio, data: { kind: 'base64', base64: Buffer.concat(chunks).toString('base64') } },
    usage,
    ...(marks.length > 0 ? { marks } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
  }
}
