import type { SizeRule } from '@lucid-gateway/core'

/** Width and height, or only how they relate. */
export interface Sides {
  readonly width: number
  readonly height: number
}

type Bounds = NonNullable<SizeRule['bounds']>

/** What `1024x768` or `4:3` says; undefined where a text says no such thing. */
export function sidesOf(text: unknown, between: 'x' | ':'): Sides | undefined {
  if (typeof text !== 'string') return undefined
  const [width = NaN, height = NaN, ...more] = text.split(between).map(Number)
  return more.length === 0 && width > 0 && height > 0 && width + height < Infinity
    ? { width, height }
    : undefined
}

/** How unlike two pictures are: most of all by shape, then by area. 0 for the same. */
export function unlikeness(one: Sides, other: Sides): number {
  const shape = Math.abs(Math.log((one.width * other.height) / (one.height * other.width)))
  const area = Math.abs(Math.log((one.width * one.height) / (other.width * other.height)))
  return 4 * shape + area
}

export function isSameShape(one: Sides, other: Sides): boolean {
  return Math.abs(one.width * other.height - other.width * one.height) < 1e-9 * one.width * other.height
}

/** The shape in its smallest whole numbers. */
export function shapeOf({ width, height }: Sides): string {
  let [divisor, rest] = [width, height]
  while (rest > 0) [divisor, rest] = [rest, divisor % rest]
  return `${width / divisor}:${height / divisor}`
}

export function isWithin({ width, height }: Sides, bounds: Bounds): boolean {
  const { minSide, maxSide, step = 1, minPixels = 0, maxPixels = Infinity, maxRatio = Infinity } = bounds
  const [short, long] = [Math.min(width, height), Math.max(width, height)]
  return (
    short >= minSide &&
    long <= maxSide &&
    width % step === 0 &&
    height % step === 0 &&
    width * height >= minPixels &&
    width * height <= maxPixels &&
    long <= short * maxRatio + 1e-9
  )
}

/** The nearest size within the bounds, by shape before area; undefined where none is found. */
export function nearestWithin(wanted: Sides, bounds: Bounds): Sides | undefined {
  const { minSide, maxSide, step = 1, minPixels = 0, maxPixels = Infinity, maxRatio = Infinity } = bounds
  const across = wanted.width >= wanted.height
  const asked = across ? wanted.width / wanted.height : wanted.height / wanted.width
  const ratio = Math.min(asked, maxRatio, maxSide / minSide)
  const pixels = Math.min(maxPixels, Math.max(minPixels, wanted.width * wanted.height))
  const short = Math.min(Math.max(Math.sqrt(pixels / ratio), minSide), maxSide / ratio)
  const near = sidesNear(short, step).flatMap(least =>
    sidesNear(short * ratio, step)
      .map((most): Sides => (across ? { width: most, height: least } : { width: least, height: most }))
      .filter(sides => isWithin(sides, bounds)),
  )
  return near.toSorted((one, other) => unlikeness(wanted, one) - unlikeness(wanted, other))[0]
}

/** The multiples round a length, which needs to be no whole number. */
function sidesNear(length: number, step: number): readonly number[] {
  const at = Math.round(length / step)
  return [at - 2, at - 1, at, at + 1, at + 2].map(times => times * step).filter(side => side > 0)
}
