import {
  type Attempt,
  knownUsage,
  LucidError,
  type SpeechMark,
  type SpeechPart,
  type SpeechRequest,
  type Warning,
} from '@lucid-gateway/core'
import { cardOf } from './models.ts'
import { type VoiceName, voices } from './tones/alphabet.ts'
import { type Manner, mannerOf, momentOf, secondsOf, speak, type Utterance } from './tones/speak.ts'
import { pcm16, type Samples, wavHeader } from './wav/encode.ts'

const usualRate = 24_000
const mostBytes = 4096
/** A chunk of the stream holds about so many seconds. */
const chunkSeconds = 0.5

/** Text as a tune of tones, which `demo/transcription` understands; see the README. */
export async function* streamSpeech(
  request: SpeechRequest,
  attempt: Attempt<unknown>,
): AsyncGenerator<SpeechPart> {
  cardOf(attempt.model, 'speech')
  const utterances = utterancesOf(request)
  const sampleRate = rateOf(request)
  const manner = mannerOf(sampleRate, request.speed ?? 1)
  const raw = request.format === 'pcm'
  const seconds = utterances.reduce((sum, each) => sum + secondsOf(each, manner), 0)
  const mediaType = raw ? `audio/pcm;rate=${sampleRate}` : 'audio/wav'
  yield {
    type: 'start',
    model: attempt.model,
    metadata: { demo: true },
    audio: { mediaType, seconds, sampleRate, channels: 1 },
  }
  for (const warning of warningsFor(request)) yield { type: 'warning', warning }

  const samples = utterances.reduce((sum, each) => sum + Math.round(secondsOf(each, manner) * sampleRate), 0)
  if (!raw)
    yield { type: 'audio-delta', base64: wavHeader({ sampleRate, channels: 1 }, samples).toString('base64') }
  let spoken = 0
  for (const utterance of utterances) {
    for (const chunk of chunksOf(speak(utterance, manner), chunkSeconds * sampleRate)) {
      attempt.signal.throwIfAborted()
      yield { type: 'audio-delta', base64: pcm16(...chunk).toString('base64') }
    }
    spoken += utterance.text.length
    yield { type: 'usage', usage: knownUsage({ character: spoken }) }
  }
  if (request.timestamps) yield { type: 'marks', marks: marksOf(utterances, manner, request.timestamps) }
}

function utterancesOf({ text, voice }: SpeechRequest): readonly Utterance[] {
  const turns = typeof text === 'string' ? [{ text }] : text
  const utterances = turns.map((turn, at) => ({
    text: turn.text,
    voice: voiceOf('voice' in turn ? turn.voice : voice, at),
  }))
  const long = utterances.findIndex(each => Buffer.byteLength(each.text) > mostBytes)
  if (long < 0) return utterances
  throw new LucidError('invalid_request', `The demo reads at most ${mostBytes} bytes of text at a time.`, {
    param: typeof text === 'string' ? 'text' : `text[${long}].text`,
    hint: 'Send the text in pieces.',
  })
}

/** Turns without a voice take the voices in order. */
function voiceOf(name: string | undefined, turn: number): VoiceName {
  const names = Object.keys(voices) as VoiceName[]
  return names.find(each => each === name) ?? (names[turn % names.length] as VoiceName)
}

function rateOf({ sampleRate = usualRate }: SpeechRequest): number {
  if (sampleRate >= 8000 && sampleRate <= 48_000) return sampleRate
  throw new LucidError('invalid_request', `The demo cannot speak at ${sampleRate} samples a second.`, {
    param: 'sampleRate',
    hint: 'Ask for 8000 to 48000.',
  })
}

/** Sounds joined into stretches of at least so many samples, each as the one channel that it is. */
function* chunksOf(sounds: Iterable<Samples>, least: number): Generator<readonly [Samples]> {
  let held: Samples[] = []
  let length = 0
  for (const sound of sounds) {
    held.push(sound)
    length += sound.length
    if (length < least) continue
    yield [joined(held, length)]
    held = []
    length = 0
  }
  if (length > 0) yield [joined(held, length)]
}

function joined(sounds: readonly Samples[], length: number): Samples {
  const out = new Float32Array(length)
  let to = 0
  for (const sound of sounds) {
    out.set(sound, to)
    to += sound.length
  }
  return out
}

function marksOf(
  utterances: readonly Utterance[],
  manner: Manner,
  by: 'character' | 'word',
): readonly SpeechMark[] {
  let start = 0
  return utterances.flatMap(utterance => {
    const from = start
    start += secondsOf(utterance, manner)
    return Array.from(utterance.text.matchAll(by === 'word' ? /\S+/g : /./gsu), ({ 0: text, index }) => {
      const before = Buffer.byteLength(utterance.text.slice(0, index))
      const after = before + Buffer.byteLength(text)
      return { text, start: from + momentOf(before, manner), end: from + momentOf(after, manner) }
    })
  })
}

function* warningsFor(request: SpeechRequest): Generator<Warning> {
  const { format, voice, speed = 1 } = request
  if (format !== undefined && format !== 'wav' && format !== 'pcm') {
    yield { type: 'coerced', field: 'format', message: 'The demo makes WAV or raw PCM only; this is WAV.' }
  }
  if (voice !== undefined && !(voice in voices)) {
    const names = Object.keys(voices).join(', ')
    yield {
      type: 'coerced',
      field: 'voice',
      message: `The demo has the voices ${names}; it took another for "${voice}".`,
    }
  }
  if (speed < 0.25 || speed > 2)
    yield { type: 'coerced', field: 'speed', message: 'The demo speaks at 0.25 to 2.' }
  for (const field of ['language', 'instructions', 'bitRate', 'context', 'seed', 'options'] as const) {
    if (request[field] !== undefined)
      yield { type: 'dropped', field, message: 'The demo speaks in tones, which this does not change.' }
  }
}
