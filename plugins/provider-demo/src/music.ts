import {
  type Attempt,
  type GeneratedTrack,
  knownUsage,
  LucidError,
  type MusicRequest,
  type MusicResult,
  type Warning,
} from '@lucid-gateway/core'
import { hash, pick, type Random, randomOf } from './chance/random.ts'
import { cardOf } from './models.ts'
import { compose } from './synth/compose.ts'
import { type Mood, moodOf } from './synth/mood.ts'
import { render, type TimedNote } from './synth/render.ts'
import { pcm16, wavHeader } from './wav/encode.ts'

const usualSeconds = 12
const mostSeconds = 180
const usualRate = 24_000
const beatsPerBar = 4
const roots = { C: 60, D: 62, E: 64, F: 65, G: 55, A: 57 } as const

/** Music out of the words: their mood chooses tempo, key and beat, and the notes are drawn by their seed. */
export async function makeMusic(request: MusicRequest, attempt: Attempt<unknown>): Promise<MusicResult> {
  cardOf(attempt.model, 'music')
  const parts = partsOf(request)
  const seconds = parts.reduce((sum, part) => sum + part.seconds, 0)
  const count = request.n ?? 1
  refuse(seconds * count, request)
  const tracks: GeneratedTrack[] = []
  for (let at = 0; at < count; at += 1)
    tracks.push(await track(request, parts, (request.seed ?? 0) + at, attempt.signal))
  const warnings = [...warningsFor(request)]
  return {
    model: attempt.model,
    tracks,
    ...(warnings.length > 0 ? { warnings } : {}),
    usage: knownUsage({ second: seconds * count }),
    metadata: { demo: true },
  }
}

interface Part {
  readonly mood: Mood
  readonly seconds: number
}

function partsOf({ prompt = '', sections, seconds = usualSeconds }: MusicRequest): readonly Part[] {
  if (!sections) return [{ mood: moodOf(prompt), seconds }]
  return sections.map(section => ({
    mood: moodOf([...(section.styles ?? []), section.name ?? '', prompt].join(' ')),
    seconds: section.seconds,
  }))
}

async function track(
  request: MusicRequest,
  parts: readonly Part[],
  seed: number,
  signal: AbortSignal,
): Promise<GeneratedTrack> {
  const sampleRate = request.sampleRate ?? usualRate
  const random = randomOf(hash(JSON.stringify([request.prompt, request.lyrics, request.sections]), seed))
  const key = pick(random, Object.keys(roots) as (keyof typeof roots)[])
  const seconds = parts.reduce((sum, part) => sum + part.seconds, 0)
  const { left, right } = await render(notesOf(parts, roots[key], random), seconds, sampleRate, signal)
  const file = Buffer.concat([wavHeader({ sampleRate, channels: 2 }, left.length), pcm16(left, right)])
  const { name, mode } = (parts[0] as Part).mood
  return {
    mediaType: 'audio/wav',
    data: { kind: 'base64', base64: file.toString('base64') },
    seconds,
    sampleRate,
    channels: 2,
    title: `${name.charAt(0).toUpperCase()}${name.slice(1)} in ${key} ${mode}`,
    seed,
    ...(request.sections ? { sections: request.sections } : {}),
  }
}

/** The notes of all parts; one that would begin after the end of its part is left out. */
function notesOf(parts: readonly Part[], root: number, random: Random): readonly TimedNote[] {
  let from = 0
  return parts.flatMap(({ mood, seconds }) => {
    const beat = 60 / mood.bpm
    const start = from
    from += seconds
    const bars = Math.ceil(seconds / (beat * beatsPerBar))
    return compose(mood, root, bars, random)
      .map(note => ({ ...note, start: start + note.at * beat, seconds: note.beats * beat }))
      .filter(note => note.start < start + seconds)
  })
}

function refuse(seconds: number, { sampleRate = usualRate, sections }: MusicRequest): void {
  if (seconds > mostSeconds) {
    throw new LucidError(
      'invalid_request',
      `The demo makes at most ${mostSeconds} seconds of music, not ${seconds}.`,
      {
        param: sections ? 'sections' : 'seconds',
        hint: 'Ask for a shorter piece, or for fewer.',
        details: { mostSeconds },
      },
    )
  }
  if (sampleRate >= 8000 && sampleRate <= 48_000) return
  throw new LucidError('invalid_request', `The demo cannot play at ${sampleRate} samples a second.`, {
    param: 'sampleRate',
    hint: 'Ask for 8000 to 48000.',
  })
}

function* warningsFor(request: MusicRequest): Generator<Warning> {
  if (request.format !== undefined && request.format !== 'wav') {
    yield { type: 'coerced', field: 'format', message: 'The demo makes WAV only.' }
  }
  if (request.lyrics !== undefined || request.instrumental === false) {
    yield { type: 'dropped', field: 'lyrics', message: 'The demo cannot sing; it plays.' }
  }
  for (const field of ['references', 'negativePrompt', 'options'] as const) {
    if (request[field] !== undefined)
      yield { type: 'dropped', field, message: 'The demo plays from the prompt and the seed alone.' }
  }
}
