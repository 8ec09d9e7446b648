import type { Samples } from '../wav/encode.ts'
import {
  countBytes,
  frameOf,
  highNotes,
  lowNotes,
  pilotLength,
  pilotNote,
  soundsOf,
  usualMs,
  type VoiceName,
  voices,
} from './alphabet.ts'

export interface Utterance {
  readonly text: string
  readonly voice: VoiceName
}

export interface Manner {
  readonly sampleRate: number
  /** How long each sound lasts, in whole milliseconds. */
  readonly soundMs: number
}

/** Sounds last whole milliseconds, so that a listener can tell their length exactly. */
export function mannerOf(sampleRate: number, speed: number): Manner {
  return { sampleRate, soundMs: Math.round(Math.min(160, Math.max(20, usualMs / speed))) }
}

/** The seconds that an utterance takes. */
export function secondsOf({ text }: Utterance, { soundMs }: Manner): number {
  return ((pilotLength + 2 + 2 * frameOf(text).length) * soundMs) / 1000
}

/** At how many seconds of its utterance a byte of the text is said. */
export function momentOf(byte: number, { soundMs }: Manner): number {
  return ((pilotLength + 1 + 2 * (countBytes + byte)) * soundMs) / 1000
}

/** The samples of an utterance, one stretch for each sound; a rest ends it. */
export function* speak({ text, voice }: Utterance, manner: Manner): Generator<Samples> {
  const pitch = voices[voice]
  const length = (manner.sampleRate * manner.soundMs) / 1000
  yield* stretches(
    [
      { notes: [pilotNote * pitch], sounds: pilotLength },
      { notes: [], sounds: 1 },
      ...soundsOf(frameOf(text)).map(half => ({
        notes: [(lowNotes[half >> 2] as number) * pitch, (highNotes[half & 3] as number) * pitch],
        sounds: 1,
      })),
      { notes: [], sounds: 1 },
    ],
    length,
    manner.sampleRate,
  )
}

interface Stretch {
  readonly notes: readonly number[]
  readonly sounds: number
}

/** A sound need not be a whole number of samples long, so each ends where the sum of all lengths says. */
function* stretches(plan: readonly Stretch[], length: number, sampleRate: number): Generator<Samples> {
  let sounds = 0
  for (const { notes, sounds: lasting } of plan) {
    const from = Math.round(sounds * length)
    sounds += lasting
    yield ring(notes, Math.round(sounds * length) - from, sampleRate, lasting > 1)
  }
}

/** Notes struck together, as on a marimba: a quick attack, then fading; a held note keeps its strength. */
function ring(notes: readonly number[], samples: number, sampleRate: number, held: boolean): Samples {
  const out = new Float32Array(samples)
  const attack = 0.004 * sampleRate
  const release = Math.min(samples * 0.15, 0.008 * sampleRate)
  for (const note of notes) {
    const step = (2 * Math.PI * note) / sampleRate
    for (let at = 0; at < samples; at += 1) {
      const fade = held ? 1 : 0.35 + 0.65 * Math.exp((-3 * at) / samples)
      const edge = Math.min(1, at / attack, (samples - at) / release)
      out[at] = (out[at] as number) + (0.42 * Math.sin(step * at) * fade * edge) / Math.sqrt(notes.length)
    }
  }
  return out
}
