import { LucidError } from '../../errors/lucid-error.ts'
import { startOf, tailOf } from '../stream-kit.ts'
import type { SpeechPart } from './parts.ts'
import type { SpeechResult } from './result.ts'

/** Base64 of 24 KiB, a multiple of 4, so that each chunk decodes by itself. */
const chunkLength = 32 * 1024

/** The stream that a result would have come as: the reverse of `collectSpeech`. Only bytes can be split. */
export function* splitSpeech(result: SpeechResult): Generator<SpeechPart> {
  const { data, ...audio } = result.audio
  if (data.kind !== 'base64') {
    throw new LucidError(
      'upstream',
      `The speech is a ${data.kind}, not bytes, so it cannot be sent as a stream.`,
      {
        origin: 'gateway',
        recourse: 'none',
        billed: 'yes',
        hint: 'Ask for the whole answer instead of a stream.',
      },
    )
  }
  yield { ...startOf(result), audio, ...(result.extra === undefined ? {} : { extra: result.extra }) }
  for (let at = 0; at < data.base64.length; at += chunkLength) {
    yield { type: 'audio-delta', base64: data.base64.slice(at, at + chunkLength) }
  }
  if (result.marks) yield { type: 'marks', marks: result.marks }
  yield* tailOf(result)
}
