import type { Sound } from '../wav/decode.ts'
import {
  checkBytes,
  checksum,
  countBytes,
  highNotes,
  lowNotes,
  pilotLength,
  pilotNote,
  type VoiceName,
  voices,
} from './alphabet.ts'

/** Something that was understood, with the seconds at which it begins and ends, and the length of its sounds. */
export interface Heard {
  readonly text: string
  readonly voice: VoiceName
  readonly start: number
  readonly end: number
  readonly soundMs: number
}

/** How loud a sample must be, beside the loudest, not to count as a rest. */
const threshold = 0.12

const shortestMs = 18

/** Finds the utterances in a sound, wherever they begin and however fast they are; what is not one is passed over. */
export function listen({ samples, sampleRate }: Sound): readonly Heard[] {
  const heard: Heard[] = []
  const loud = loudness(samples, sampleRate)
  for (let from = loud.indexOf(true); from >= 0;) {
    const rest = loud.indexOf(false, from)
    const until = rest < 0 ? loud.length : rest
    const found = understand(samples, sampleRate, from, until - from)
    if (found) heard.push(found)
    from = loud.indexOf(true, found ? Math.floor(found.end * 1000) : until)
  }
  return heard
}

/** For each millisecond, whether something sounds; gaps within a note are too short to count. */
function loudness(samples: Float32Array, sampleRate: number): readonly boolean[] {
  const step = sampleRate / 1000
  const peaks = Array.from({ length: Math.floor(samples.length / step) }, (_, ms) => {
    let peak = 0
    for (let at = Math.floor(ms * step); at < (ms + 1) * step; at += 1)
      peak = Math.max(peak, Math.abs(samples[at] as number))
    return peak
  })
  const loudest = peaks.reduce((a, b) => Math.max(a, b), 0)
  const near = 3
  return peaks.map((_, ms) => {
    let peak = 0
    for (let at = Math.max(0, ms - near); at <= Math.min(peaks.length - 1, ms + near); at += 1)
      peak = Math.max(peak, peaks[at] as number)
    return loudest > 0.001 && peak > loudest * threshold
  })
}

/** Reads a frame after a pilot of about `lasting` milliseconds, trying lengths of a sound near its eighth. */
function understand(
  samples: Float32Array,
  sampleRate: number,
  fromMs: number,
  lasting: number,
): Heard | undefined {
  const voice = voiceOfPilot(samples, sampleRate, fromMs, lasting)
  if (voice === undefined) return undefined
  const about = Math.round(lasting / pilotLength)
  for (const soundMs of [about, about - 1, about + 1]) {
    for (const nudge of [3, 0, 6, -3, 9]) {
      const heard = readFrame(samples, sampleRate, voice, soundMs, fromMs + nudge)
      if (heard) return heard
    }
  }
  return undefined
}

/** The voice whose pilot note is all but alone in a stretch. Most sounds are told apart from the demo's by this. */
function voiceOfPilot(
  samples: Float32Array,
  sampleRate: number,
  fromMs: number,
  lasting: number,
): VoiceName | undefined {
  if (lasting < pilotLength * shortestMs) return undefined
  const from = Math.round((fromMs * sampleRate) / 1000)
  const until = Math.min(samples.length, Math.round(((fromMs + lasting) * sampleRate) / 1000))
  let energy = 0
  for (let at = from; at < until; at += 1) energy += (samples[at] as number) ** 2
  const whole = (energy * (until - from)) / 2
  return (Object.keys(voices) as VoiceName[]).find(
    voice => powerOf(samples, from, until, (pilotNote * voices[voice]) / sampleRate) > 0.5 * whole,
  )
}

function readFrame(
  samples: Float32Array,
  sampleRate: number,
  voice: VoiceName,
  soundMs: number,
  fromMs: number,
): Heard | undefined {
  const length = (sampleRate * soundMs) / 1000
  const first = (fromMs * sampleRate) / 1000 + (pilotLength + 1) * length
  const byteAt = (place: number) => {
    const at = first + 2 * place * length
    return (
      (halfAt(samples, sampleRate, at, length, voices[voice]) << 4) |
      halfAt(samples, sampleRate, at + length, length, voices[voice])
    )
  }
  const size = (byteAt(0) << 8) | byteAt(1)
  const sounds = 2 * (countBytes + size + checkBytes)
  if (first + (sounds - 0.5) * length > samples.length) return undefined
  const body = Uint8Array.from({ length: size }, (_, place) => byteAt(countBytes + place))
  const check = (byteAt(countBytes + size) << 8) | byteAt(countBytes + size + 1)
  if (check !== checksum(body)) return undefined
  const start = fromMs / 1000
  return {
    text: Buffer.from(body).toString(),
    voice,
    start,
    end: start + ((pilotLength + 2 + sounds) * soundMs) / 1000,
    soundMs,
  }
}

/** Which of the sixteen sounds is there. */
function halfAt(
  samples: Float32Array,
  sampleRate: number,
  at: number,
  length: number,
  pitch: number,
): number {
  const from = Math.round(at + 0.06 * length)
  const until = Math.round(at + 0.9 * length)
  return (
    (strongest(samples, sampleRate, from, until, lowNotes, pitch) << 2) |
    strongest(samples, sampleRate, from, until, highNotes, pitch)
  )
}

function strongest(
  samples: Float32Array,
  sampleRate: number,
  from: number,
  until: number,
  notes: readonly number[],
  pitch: number,
): number {
  const powers = notes.map(note => powerOf(samples, from, until, (note * pitch) / sampleRate))
  return powers.indexOf(Math.max(...powers))
}

/** How strong one frequency is in a stretch (Goertzel's algorithm), in cycles per sample. */
function powerOf(samples: Float32Array, from: number, until: number, frequency: number): number {
  const turn = 2 * Math.cos(2 * Math.PI * frequency)
  let last = 0
  let before = 0
  for (let at = from; at < until; at += 1) {
    const next = (samples[at] ?? 0) + turn * last - before
    before = last
    last = next
  }
  return last * last + before * before - turn * last * before
}
