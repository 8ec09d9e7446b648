import { pick, type Random } from '../chance/random.ts'
import { type Colour, hex, mix } from './colour.ts'

export interface Palette {
  readonly top: Colour
  readonly middle: Colour
  readonly bottom: Colour
  /** Sun or moon. */
  readonly light: Colour
  readonly far: Colour
  readonly near: Colour
  readonly dark: boolean
}

function palette(
  top: string,
  middle: string,
  bottom: string,
  light: string,
  far: string,
  near: string,
  dark = false,
): Palette {
  return {
    top: hex(top),
    middle: hex(middle),
    bottom: hex(bottom),
    light: hex(light),
    far: hex(far),
    near: hex(near),
    dark,
  }
}

const dawn = palette('#27407a', '#c97b92', '#ffdcaa', '#fff3d0', '#b98a9f', '#2b2440')
const day = palette('#2a76c6', '#86c4ee', '#eaf6fd', '#fffbe8', '#a9cbdc', '#1f5150')
const sunset = palette('#2c1e55', '#df5a6d', '#ffbe63', '#ffe6a6', '#b55f80', '#281431')
const night = palette('#040a22', '#14245a', '#475a9d', '#f6f2dc', '#3b4c86', '#080e22', true)
const mist = palette('#4f9585', '#aed8bd', '#f3f8e4', '#fffdeb', '#9ac5b0', '#113830')
const sea = palette('#0f4c8f', '#55b4d8', '#dcf4f2', '#fffdf0', '#86bcd0', '#0f3d57')
const desert = palette('#3b72aa', '#efc08b', '#fce9cb', '#fff6dc', '#e0a76c', '#6f3419')
const snow = palette('#5f84ad', '#c3d7e9', '#f8fbff', '#ffffff', '#d5e3ef', '#38516d')
const embers = palette('#170909', '#78200f', '#ff8136', '#ffd58a', '#8a2f1c', '#150606', true)
const blossom = palette('#5a418f', '#d68fca', '#ffe3ee', '#fff6fa', '#c79bc9', '#3b2250')

/** Which words call for which light. */
const byWord: readonly (readonly [Palette, string])[] = [
  [night, 'night moon star midnight space galaxy dream'],
  [sunset, 'sunset dusk evening love romantic'],
  [dawn, 'dawn sunrise morning hope'],
  [embers, 'fire lava volcano flame hell dragon war'],
  [snow, 'snow snowy winter ice frost cold glacier polar'],
  [desert, 'desert dune sand camel egypt mars'],
  [blossom, 'blossom cherry flower spring candy unicorn magic'],
  [mist, 'forest wood jungle tree leaf green garden fox deer bear wolf mist misty fog foggy'],
  [sea, 'sea ocean beach lake river water island boat harbour fish whale'],
  [day, 'day noon summer sun sky cloud field farm horse'],
]

const tints: Readonly<Record<string, string>> = {
  red: '#d93a3a',
  orange: '#f28c28',
  yellow: '#f5cf3d',
  gold: '#e0b03a',
  green: '#3f9b5b',
  teal: '#1f9c95',
  blue: '#3a6fd9',
  purple: '#7d4bc2',
  violet: '#7d4bc2',
  pink: '#e673a8',
  brown: '#8a5a3a',
}

/** The palette that the words call for, tinted by the first colour among them; else one by chance. */
export function paletteFor(words: ReadonlySet<string>, random: Random): Palette {
  const called = byWord.find(([, list]) => list.split(' ').some(word => words.has(word)))?.[0]
  const base = called ?? pick(random, [dawn, day, sunset, mist, sea, blossom])
  const tint = Object.entries(tints).find(([word]) => words.has(word))?.[1]
  if (tint === undefined) return base
  const colour = hex(tint)
  return {
    ...base,
    middle: mix(base.middle, colour, 0.5),
    bottom: mix(base.bottom, colour, 0.25),
    far: mix(base.far, colour, 0.4),
    near: mix(base.near, colour, 0.15),
  }
}
