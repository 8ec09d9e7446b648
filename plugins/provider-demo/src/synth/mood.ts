import { stem } from '../words/stem.ts'
import { wordsOf } from '../words/words.ts'

/** How a piece feels, and what that means in notes. */
export interface Mood {
  readonly name: string
  readonly bpm: number
  readonly mode: 'major' | 'minor'
  /** The degrees of the scale that the chords stand on, from 0, one a bar. */
  readonly chords: readonly number[]
  /** Whether each chord has its seventh. */
  readonly sevenths: boolean
  readonly beat: 'none' | 'soft' | 'straight' | 'dance' | 'swing'
  /** How many of the places for a melody note are taken, 0 to 1. */
  readonly busy: number
}

const moods = {
  calm: { bpm: 72, mode: 'major', chords: [0, 4, 5, 3], sevenths: true, beat: 'none', busy: 0.4 },
  happy: { bpm: 118, mode: 'major', chords: [0, 4, 5, 3], sevenths: false, beat: 'straight', busy: 0.75 },
  sad: { bpm: 66, mode: 'minor', chords: [0, 5, 2, 6], sevenths: false, beat: 'none', busy: 0.45 },
  dark: { bpm: 82, mode: 'minor', chords: [0, 0, 5, 4], sevenths: false, beat: 'soft', busy: 0.35 },
  epic: { bpm: 98, mode: 'minor', chords: [0, 5, 2, 6], sevenths: false, beat: 'straight', busy: 0.6 },
  dance: { bpm: 126, mode: 'minor', chords: [5, 3, 0, 4], sevenths: false, beat: 'dance', busy: 0.7 },
  jazz: { bpm: 108, mode: 'major', chords: [1, 4, 0, 5], sevenths: true, beat: 'swing', busy: 0.65 },
  bright: { bpm: 100, mode: 'major', chords: [0, 5, 3, 4], sevenths: false, beat: 'soft', busy: 0.6 },
} as const satisfies Readonly<Record<string, Omit<Mood, 'name'>>>

const byWord: readonly (readonly [keyof typeof moods, string])[] = [
  ['jazz', 'jazz swing bebop lounge bossa blues cafe'],
  ['dance', 'dance techno house edm club disco electronic party trance workout'],
  ['epic', 'epic cinematic heroic orchestral battle trailer adventure triumphant'],
  ['dark', 'dark scary horror tense spooky mysterious thriller night storm'],
  ['sad', 'sad melancholy melancholic lonely grief nostalgic rain rainy tears sorrow'],
  ['happy', 'happy joyful upbeat cheerful fun energetic playful sunny pop birthday'],
  ['calm', 'calm ambient peaceful relaxing sleep meditation lofi chill soft gentle quiet lullaby slow'],
]

/** The mood that the words call for, at the tempo that they say. */
export function moodOf(words: string): Mood {
  const said = new Set(wordsOf(words).flatMap(word => [word, stem(word)]))
  const name =
    byWord.find(([, list]) => list.split(' ').some(word => said.has(word) || said.has(stem(word))))?.[0] ??
    'bright'
  const mood = moods[name]
  const bpm = Number(/(\d{2,3})\s*bpm\b/i.exec(words)?.[1] ?? 0)
  const pace = said.has('fast') || said.has('quick') ? 1.2 : said.has('slow') ? 0.85 : 1
  const mode = said.has('minor') ? 'minor' : said.has('major') ? 'major' : mood.mode
  return { ...mood, name, mode, bpm: bpm >= 40 && bpm <= 240 ? bpm : mood.bpm * pace }
}
