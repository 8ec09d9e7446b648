import { type Canvas, dot } from './canvas.ts'
import { type Colour, mix, ramp } from './colour.ts'
import { type Line, lineOf } from './noise.ts'

export interface Ridge {
  readonly colour: Colour
  /** How far down its mist reaches, as a share of the height, and its colour. */
  readonly mist: Colour
  /** The height of its edge at a column, in pixels from the top. */
  readonly edge: Float32Array
}

export interface RidgeShape {
  readonly seed: number
  /** Share of the height at which it stands, and by how much it rises and falls. */
  readonly base: number
  readonly swing: number
  /** How many hills stand side by side, and how rugged they are. */
  readonly hills: number
  readonly rough: number
}

export function ridgeOf(canvas: Canvas, shape: RidgeShape, colour: Colour, mist: Colour): Ridge {
  const line: Line = lineOf(shape.seed, 6, shape.rough)
  const hills = (shape.hills * canvas.width) / canvas.unit
  const edge = Float32Array.from({ length: canvas.width }, (_, x) => {
    return (shape.base - shape.swing * line((x / canvas.width) * hills)) * canvas.height
  })
  return { colour, mist, edge }
}

/** Fills below the edge, fading into mist that lies level. The edge itself is smoothed by how much of its pixel it covers. */
export function paintRidge(canvas: Canvas, { colour, mist, edge }: Ridge): void {
  const depth = canvas.height * 0.24
  const level = edge.reduce((sum, top) => sum + top, 0) / edge.length
  for (let y = 0; y < canvas.height; y += 1) {
    const shade = mix(colour, mist, 0.75 * ramp(level, level + depth, y))
    for (let x = 0; x < canvas.width; x += 1) {
      const cover = y + 1 - (edge[x] as number)
      if (cover > 0) dot(canvas, x, y, shade, Math.min(1, cover))
    }
  }
}

/** White on what rises above the others. */
export function paintSnowcaps(canvas: Canvas, { edge }: Ridge, seed: number): void {
  const line = lineOf(seed, 5, 0.6)
  const highest = edge.reduce((a, b) => Math.min(a, b), Infinity)
  const reach = canvas.height * 0.085
  for (let x = 0; x < canvas.width; x += 1) {
    const top = edge[x] as number
    if (top > highest + 2 * reach) continue
    const first = Math.max(0, Math.floor(top))
    const snowline = highest + reach * (1 + 0.55 * line((x / canvas.unit) * 26))
    for (let y = first; y < snowline; y += 1) {
      dot(canvas, x, y, [250, 252, 255], y === first ? 0.85 * (1 - (top - first)) : 0.85)
    }
  }
}
