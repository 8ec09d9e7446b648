import {
  type Attempt,
  knownUsage,
  type Media,
  type TranscriptionRequest,
  type TranscriptionResult,
  type TranscriptSpan,
  type Warning,
} from '@lucid-gateway/core'
import { bytesOf } from './media/bytes.ts'
import { cardOf } from './models.ts'
import { type Heard, listen } from './tones/listen.ts'
import { momentOf } from './tones/speak.ts'
import { decodeRaw, decodeWav, type Sound } from './wav/decode.ts'

/** Writes down what `demo/speech` said, and says so where the sound is not the demo's own. */
export async function transcribe(
  request: TranscriptionRequest,
  attempt: Attempt<unknown>,
): Promise<TranscriptionResult> {
  cardOf(attempt.model, 'transcription')
  const sound = soundOf(request.audio)
  const heard = sound ? listen(sound) : []
  const seconds = sound && Number((sound.samples.length / sound.sampleRate).toFixed(3))
  const wants = (what: 'segment' | 'word') => request.timestamps?.includes(what) ?? false
  const warnings = [
    ...warningsFor(request),
    ...(heard.length > 0 ? [] : [notUnderstood(sound !== undefined)]),
  ]
  return {
    model: attempt.model,
    text: heard.map(each => each.text).join('\n'),
    ...(seconds === undefined ? {} : { seconds }),
    ...(wants('segment') || request.speakers ? { segments: heard.map(segmentOf) } : {}),
    ...(wants('word') ? { words: heard.flatMap(wordsOf) } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
    usage:
      seconds === undefined
        ? { meters: { second: { certainty: 'unknown' } } }
        : knownUsage({ second: seconds }),
    metadata: { demo: true, understood: heard.length > 0 },
  }
}

function soundOf(audio: Media): Sound | undefined {
  const bytes = bytesOf(audio, 'audio')
  if (!/^audio\/(?:pcm|l16)\b/i.test(audio.mediaType)) return decodeWav(bytes)
  return decodeRaw(bytes, Number(/rate=(\d+)/.exec(audio.mediaType)?.[1] ?? 24_000))
}

function segmentOf({ text, voice, start, end }: Heard): TranscriptSpan {
  return { text, start, end, speaker: voice }
}

function wordsOf({ text, voice, start, soundMs }: Heard): readonly TranscriptSpan[] {
  const manner = { sampleRate: 1, soundMs }
  return Array.from(text.matchAll(/\S+/g), ({ 0: word, index }) => {
    const before = Buffer.byteLength(text.slice(0, index))
    const after = before + Buffer.byteLength(word)
    return {
      text: word,
      start: start + momentOf(before, manner),
      end: start + momentOf(after, manner),
      speaker: voice,
    }
  })
}

function notUnderstood(readable: boolean): Warning {
  return {
    type: 'note',
    field: 'audio',
    message: readable
      ? 'This is not speech of the demo, and the demo understands no other, so the text is empty.'
      : 'The demo reads WAV and raw PCM only, and understands only its own speech, so the text is empty.',
  }
}

function* warningsFor(request: TranscriptionRequest): Generator<Warning> {
  for (const field of [
    'languages',
    'translateTo',
    'prompt',
    'keywords',
    'perChannel',
    'temperature',
    'options',
  ] as const) {
    if (request[field] !== undefined)
      yield { type: 'dropped', field, message: 'The demo reads tones, which this does not change.' }
  }
}
