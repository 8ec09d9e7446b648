import { randomOf } from '../chance/random.ts'
import type { Instrument } from './compose.ts'

/** A sound, from -1 to 1, of a note at a pitch in cycles per second, lasting so many seconds. */
export type Voice = (sampleRate: number, frequency: number, seconds: number) => Float32Array

interface Partial {
  /** How many times the frequency. */
  readonly times: number
  readonly loud: number
  /** The seconds after which it has faded to a third. */
  readonly fade: number
}

interface Shape {
  readonly partials: readonly Partial[]
  readonly attack: number
  /** How long it rings on after its note has ended. */
  readonly release: number
}

const shapes = {
  pad: {
    attack: 0.35,
    release: 0.5,
    partials: [
      { times: 0.998, loud: 0.4, fade: 9 },
      { times: 1.002, loud: 0.4, fade: 9 },
      { times: 2.001, loud: 0.12, fade: 5 },
      { times: 3, loud: 0.04, fade: 3 },
    ],
  },
  bass: {
    attack: 0.008,
    release: 0.12,
    partials: [
      { times: 1, loud: 0.75, fade: 1.2 },
      { times: 2, loud: 0.25, fade: 0.5 },
      { times: 3, loud: 0.12, fade: 0.25 },
    ],
  },
  pluck: {
    attack: 0.003,
    release: 0.45,
    partials: [
      { times: 1, loud: 0.6, fade: 0.5 },
      { times: 2, loud: 0.26, fade: 0.28 },
      { times: 3, loud: 0.14, fade: 0.16 },
      { times: 4, loud: 0.06, fade: 0.1 },
    ],
  },
  bell: {
    attack: 0.002,
    release: 1.1,
    partials: [
      { times: 1, loud: 0.5, fade: 1 },
      { times: 2.76, loud: 0.2, fade: 0.5 },
      { times: 5.4, loud: 0.07, fade: 0.2 },
    ],
  },
} as const satisfies Readonly<Record<string, Shape>>

export const instruments: Readonly<Record<Instrument, Voice>> = {
  pad: tuned(shapes.pad),
  bass: tuned(shapes.bass),
  pluck: tuned(shapes.pluck),
  bell: tuned(shapes.bell),
  kick,
  snare: sampleRate => hiss(sampleRate, 0.18, 0.05, 0.35),
  hat: sampleRate => hiss(sampleRate, 0.06, 0.015, 0.95),
}

function tuned({ partials, attack, release }: Shape): Voice {
  return (sampleRate, frequency, seconds) => {
    const length = Math.round((seconds + release) * sampleRate)
    const out = new Float32Array(length)
    for (const { times, loud, fade } of partials) {
      if (frequency * times < sampleRate / 2)
        ring(out, (frequency * times) / sampleRate, loud, fade * sampleRate)
    }
    const rise = attack * sampleRate
    const end = seconds * sampleRate
    for (let at = 0; at < length; at += 1) {
      const edge = Math.min(1, at / rise, at < end ? 1 : 1 - (at - end) / (length - end))
      out[at] = (out[at] as number) * edge
    }
    return out
  }
}

/** Adds a sine that fades, each sample from the two before it, which is quicker than asking for each sine. */
function ring(out: Float32Array, frequency: number, loud: number, fade: number): void {
  const angle = 2 * Math.PI * frequency
  const shrink = Math.exp(-1 / fade)
  const turn = 2 * Math.cos(angle) * shrink
  const back = shrink * shrink
  let before = -Math.sin(angle) / shrink
  let last = 0
  for (let at = 0; at < out.length; at += 1) {
    out[at] = (out[at] as number) + loud * last
    const next = turn * last - back * before
    before = last
    last = next
  }
}

/** A note that falls from a click to a thud. */
function kick(sampleRate: number): Float32Array {
  let phase = 0
  return Float32Array.from({ length: Math.round(0.28 * sampleRate) }, (_, at) => {
    const time = at / sampleRate
    phase += (2 * Math.PI * (46 + 120 * Math.exp(-time / 0.03))) / sampleRate
    return Math.sin(phase) * Math.exp(-time / 0.09)
  })
}

/** Noise that fades, the brighter the more of its slow movement is taken out. */
function hiss(sampleRate: number, seconds: number, fade: number, bright: number): Float32Array {
  const random = randomOf(7)
  let slow = 0
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, at) => {
    const noise = 2 * random() - 1
    slow += 0.3 * (noise - slow)
    return (noise - bright * slow) * 0.7 * Math.exp(-at / (fade * sampleRate))
  })
}
