import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Samples } from '../wav/encode.ts'
import type { Instrument, Note } from './compose.ts'
import { instruments } from './instruments.ts'

/** Notes with a place in seconds. */
export interface TimedNote extends Note {
  readonly start: number
  readonly seconds: number
}

export interface Stereo {
  readonly left: Samples
  readonly right: Samples
}

interface Seat {
  readonly loud: number
  /** -1 is left, 1 is right. */
  readonly pan: number
  /** How much of it the room gives back. */
  readonly echo: number
}

const seats: Readonly<Record<Instrument, Seat>> = {
  pad: { loud: 0.13, pan: 0, echo: 0.25 },
  bass: { loud: 0.34, pan: 0, echo: 0 },
  pluck: { loud: 0.3, pan: 0.25, echo: 0.4 },
  bell: { loud: 0.26, pan: -0.25, echo: 0.5 },
  kick: { loud: 0.55, pan: 0, echo: 0 },
  snare: { loud: 0.28, pan: 0.1, echo: 0.15 },
  hat: { loud: 0.14, pan: -0.3, echo: 0.05 },
}

const notesPerTurn = 24

/** Plays notes into so many seconds, leaving room for other work in between. */
export async function render(
  notes: readonly TimedNote[],
  seconds: number,
  sampleRate: number,
  signal: AbortSignal,
): Promise<Stereo> {
  const length = Math.round(seconds * sampleRate)
  const mix = { left: new Float32Array(length), right: new Float32Array(length) }
  const sent = { left: new Float32Array(length), right: new Float32Array(length) }
  for (const [at, note] of notes.entries()) {
    if (at % notesPerTurn === 0) await nextTurn(undefined, { signal })
    play(note, mix, sent, sampleRate)
  }
  await nextTurn(undefined, { signal })
  echo(mix, sent, Math.round(0.31 * sampleRate))
  finish(mix, sampleRate)
  return mix
}

function play(note: TimedNote, mix: Stereo, sent: Stereo, sampleRate: number): void {
  const seat = seats[note.instrument]
  const frequency = 440 * 2 ** ((note.pitch - 69) / 12)
  const sound = instruments[note.instrument](sampleRate, frequency, note.seconds)
  const from = Math.round(note.start * sampleRate)
  const loud = seat.loud * note.loud
  const [left, right] = [loud * Math.min(1, 1 - seat.pan), loud * Math.min(1, 1 + seat.pan)]
  const until = Math.min(sound.length, mix.left.length - from)
  for (let at = 0; at < until; at += 1) {
    const sample = sound[at] as number
    mix.left[from + at] = (mix.left[from + at] as number) + sample * left
    mix.right[from + at] = (mix.right[from + at] as number) + sample * right
    sent.left[from + at] = (sent.left[from + at] as number) + sample * left * seat.echo
    sent.right[from + at] = (sent.right[from + at] as number) + sample * right * seat.echo
  }
}

/** What was sent to the room comes back from the other side, again and again, weaker each time. */
function echo(mix: Stereo, sent: Stereo, delay: number): void {
  const back = 0.42
  for (let at = delay; at < mix.left.length; at += 1) {
    const [left, right] = [
      (sent.right[at - delay] as number) * back,
      (sent.left[at - delay] as number) * back,
    ]
    sent.left[at] = (sent.left[at] as number) + left
    sent.right[at] = (sent.right[at] as number) + right
    mix.left[at] = (mix.left[at] as number) + left
    mix.right[at] = (mix.right[at] as number) + right
  }
}

/** Fades the ends, and presses peaks softly so that nothing is cut off. */
function finish(mix: Stereo, sampleRate: number): void {
  const length = mix.left.length
  const fadeIn = 0.01 * sampleRate
  const fadeOut = Math.min(2 * sampleRate, length * 0.2)
  for (const channel of [mix.left, mix.right]) {
    for (let at = 0; at < length; at += 1) {
      const edge = Math.min(1, at / fadeIn, (length - 1 - at) / fadeOut)
      channel[at] = Math.tanh(1.25 * (channel[at] as number)) * edge
    }
  }
}
