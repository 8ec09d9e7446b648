import { pick, type Random } from '../chance/random.ts'
import type { Mood } from './mood.ts'

export type Instrument = 'pad' | 'bass' | 'pluck' | 'bell' | 'kick' | 'snare' | 'hat'

export interface Note {
  readonly instrument: Instrument
  /** In beats from the beginning. */
  readonly at: number
  readonly beats: number
  /** Half tones, as MIDI counts them; drums have none. */
  readonly pitch: number
  /** 0 to 1. */
  readonly loud: number
}

const scales = { major: [0, 2, 4, 5, 7, 9, 11], minor: [0, 2, 3, 5, 7, 8, 10] } as const
const beatsPerBar = 4

/** The notes of so many bars: chords, a bass, a melody of motifs that come back, and a beat. */
export function compose(mood: Mood, root: number, bars: number, random: Random): readonly Note[] {
  const step = (degree: number) =>
    root + 12 * Math.floor(degree / 7) + (scales[mood.mode][((degree % 7) + 7) % 7] as number)
  const motifs = [motif(mood, random), motif(mood, random)] as const
  const notes: Note[] = []
  for (let bar = 0; bar < bars; bar += 1) {
    const chord = mood.chords[bar % mood.chords.length] as number
    const from = bar * beatsPerBar
    notes.push(...chordNotes(mood, chord, from, step), ...bassNotes(mood, chord, from, step))
    const theme = motifs[bar % 4 === 2 ? 1 : 0]
    if (bar > 0 || bars < 4) notes.push(...melody(theme, chord, from, step, bar % 8 >= 4))
    notes.push(...drums(mood, from, bar, random))
  }
  return notes.map(note => (mood.beat === 'swing' ? swung(note) : note))
}

type Step = (degree: number) => number

function chordNotes(mood: Mood, chord: number, from: number, step: Step): readonly Note[] {
  const degrees = [0, 2, 4, ...(mood.sevenths ? [6] : [])]
  return degrees.map(degree => {
    const pitch = step(chord + degree)
    return {
      instrument: 'pad',
      at: from,
      beats: beatsPerBar,
      pitch: pitch > step(7) + 4 ? pitch - 12 : pitch,
      loud: 0.5,
    }
  })
}

function bassNotes(mood: Mood, chord: number, from: number, step: Step): readonly Note[] {
  const low = step(chord) - 24 + (step(chord) - step(0) > 7 ? -12 : 0)
  const places = {
    none: [0],
    soft: [0, 2.5],
    straight: [0, 1.5, 2, 3.5],
    dance: [0.5, 1.5, 2.5, 3.5],
    swing: [0, 1, 2, 3],
  }[mood.beat]
  return places.map((place, at) => {
    const walking = mood.beat === 'swing' ? ([0, 4, 7, 9][at] as number) : 0
    return {
      instrument: 'bass',
      at: from + place,
      beats: places.length > 2 ? 0.5 : 2,
      pitch: low + walking + 12,
      loud: 0.8,
    }
  })
}

interface MotifNote {
  readonly at: number
  readonly beats: number
  /** Steps of the scale above the chord's own. */
  readonly degree: number
}

/** A bar of melody: a walk that rests where it is not busy, and stands on the chord where the beat is strong. */
function motif(mood: Mood, random: Random): readonly MotifNote[] {
  const notes: MotifNote[] = []
  let degree = pick(random, [0, 2, 4])
  for (let at = 0; at < beatsPerBar;) {
    const beats = pick(random, mood.busy > 0.6 ? [0.5, 0.5, 1] : [0.5, 1, 1, 1.5])
    if (random() < mood.busy || at === 0) {
      const strong = at % 2 === 0
      degree = strong ? nearest(degree, [0, 2, 4, 7]) : degree
      notes.push({ at, beats: Math.min(beats, beatsPerBar - at), degree })
    }
    degree = Math.min(9, Math.max(-2, degree + pick(random, [-2, -1, -1, 1, 1, 2])))
    at += beats
  }
  return notes
}

function nearest(degree: number, to: readonly number[]): number {
  return to.reduce((best, each) => (Math.abs(each - degree) < Math.abs(best - degree) ? each : best))
}

function melody(
  theme: readonly MotifNote[],
  chord: number,
  from: number,
  step: Step,
  high: boolean,
): readonly Note[] {
  const base = chord > 3 ? chord - 7 : chord
  return theme.map(({ at, beats, degree }) => ({
    instrument: high ? 'bell' : 'pluck',
    at: from + at,
    beats,
    pitch: step(base + degree) + 12,
    loud: at % 2 === 0 ? 0.8 : 0.6,
  }))
}

function drums(mood: Mood, from: number, bar: number, random: Random): readonly Note[] {
  const hit = (instrument: Instrument, places: readonly number[], loud: number): readonly Note[] =>
    places.map(place => ({
      instrument,
      at: from + place,
      beats: 0.25,
      pitch: 0,
      loud: loud * (0.85 + 0.15 * random()),
    }))
  const eighths = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]
  const fill = bar % 4 === 3 ? [3.5, 3.75] : []
  switch (mood.beat) {
    case 'none':
      return []
    case 'soft':
      return [...hit('kick', [0, 2.5], 0.6), ...hit('hat', [1, 3], 0.35)]
    case 'straight':
      return [
        ...hit('kick', [0, 2, 2.5], 0.85),
        ...hit('snare', [1, 3, ...fill], 0.6),
        ...hit('hat', eighths, 0.35),
      ]
    case 'dance':
      return [
        ...hit('kick', [0, 1, 2, 3], 1),
        ...hit('snare', [1, 3], 0.45),
        ...hit('hat', [0.5, 1.5, 2.5, 3.5], 0.5),
      ]
    case 'swing':
      return [
        ...hit('kick', [0, 2], 0.45),
        ...hit('snare', fill, 0.3),
        ...hit('hat', [0, 1, 1.5, 2, 3, 3.5], 0.4),
      ]
  }
}

/** The second of two eighths comes late. */
function swung(note: Note): Note {
  return note.at % 1 === 0.5 ? { ...note, at: note.at + 1 / 6 } : note
}
