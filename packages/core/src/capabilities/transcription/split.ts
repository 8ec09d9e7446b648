import { startOf, tailOf } from '../stream-kit.ts'
import type { TranscriptionPart } from './parts.ts'
import type { TranscriptionResult } from './result.ts'

/** The stream that a result would have come as: the reverse of `collectTranscription`. */
export function* splitTranscription(result: TranscriptionResult): Generator<TranscriptionPart> {
  yield startOf(result)
  if (result.text) yield { type: 'text-delta', text: result.text }
  for (const segment of result.segments ?? []) yield { type: 'segment', segment }
  for (const word of result.words ?? []) yield { type: 'word', word }
  yield* tailOf(result)
  yield {
    type: 'finish',
    ...(result.language === undefined ? {} : { language: result.language }),
    ...(result.seconds === undefined ? {} : { seconds: result.seconds }),
    ...(result.extra === undefined ? {} : { extra: result.extra }),
  }
}
