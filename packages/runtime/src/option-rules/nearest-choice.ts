import { nearest } from '../near.ts'
import { isSameShape, sidesOf, unlikeness } from './pixels.ts'

type Value = string | number | boolean

/** Words for how good something is to be, worst first. */
const ladder: Readonly<Record<string, number>> = {
  minimal: 0,
  low: 1,
  standard: 2,
  medium: 2,
  high: 3,
  hd: 3,
  max: 4,
  ultra: 4,
}

/** Another way to write the same value: `32:18` for `16:9`, `PNG` for `png`. */
export function sameChoice<V extends Value>(values: readonly V[], wanted: unknown): V | undefined {
  if (typeof wanted !== 'string') return undefined
  const shape = sidesOf(wanted, ':')
  return values.find(value => {
    const other = shape && sidesOf(value, ':')
    return other ? isSameShape(shape, other) : String(value).toLowerCase() === wanted.toLowerCase()
  })
}

/** The value that comes nearest to what was wanted; undefined where none is near. */
export function nearestChoice<V extends Value>(values: readonly V[], wanted: unknown): V | undefined {
  if (values.length === 1) return values[0]
  const [best] = values
    .map(value => ({ value, distance: distanceOf(wanted, value) }))
    .filter(({ distance }) => distance !== undefined)
    .toSorted((one, other) => (one.distance as number) - (other.distance as number))
  if (best || typeof wanted !== 'string') return best?.value
  const words = values.filter(value => typeof value === 'string' && isAsLong(value, wanted)) as string[]
  const [alike] = nearest(wanted, words, 1)
  return values.find(value => value === alike)
}

/** A word that was mistyped is about as long as it should be. */
function isAsLong(word: string, wanted: string): boolean {
  return Math.abs(word.length - wanted.length) <= 2
}

/** How far one is from the other, where both are of a kind that can be measured. */
function distanceOf(wanted: unknown, value: Value): number | undefined {
  if (typeof wanted === 'number' && typeof value === 'number') return Math.abs(wanted - value)
  if (typeof wanted !== 'string' || typeof value !== 'string') return undefined
  for (const between of ['x', ':'] as const) {
    const [one, other] = [sidesOf(wanted, between), sidesOf(value, between)]
    if (one && other) return between === 'x' ? unlikeness(one, other) : shapeDistance(one, other)
  }
  const [one, other] = [classOf(wanted), classOf(value)]
  return one && other && one.unit === other.unit ? Math.abs(one.rank - other.rank) : undefined
}

function shapeDistance(one: { readonly width: number; readonly height: number }, other: typeof one): number {
  return Math.abs(Math.log((one.width * other.height) / (one.height * other.width)))
}

/** `2K`, `720p` and `10s` as a number of something, `high` as a step of the ladder. */
function classOf(text: string): { readonly rank: number; readonly unit: string } | undefined {
  const word = text.toLowerCase()
  if (Object.hasOwn(ladder, word)) return { rank: ladder[word] as number, unit: 'ladder' }
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([a-z]*)$/.exec(word) ?? []
  return number === undefined ? undefined : { rank: Number(number), unit }
}
