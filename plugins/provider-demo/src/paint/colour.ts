/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number]

export function hex(code: string): Colour {
  const value = Number.parseInt(code.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

/** From `a` (0) to `b` (1). */
export function mix(a: Colour, b: Colour, share: number): Colour {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share]
}

/** A smooth step from 0 at `from` to 1 at `to`. */
export function ramp(from: number, to: number, value: number): number {
  const at = Math.min(1, Math.max(0, (value - from) / (to - from)))
  return at * at * (3 - 2 * at)
}
