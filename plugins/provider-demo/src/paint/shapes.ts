import { pick, type Random } from '../chance/random.ts'
import { type Canvas, fillBox, spot, wash } from './canvas.ts'
import { type Colour, mix } from './colour.ts'
import type { Palette } from './palettes.ts'

/** A composition without a subject: translucent discs and rings over a gradient. */
export function paintShapes(canvas: Canvas, palette: Palette, random: Random): void {
  const { width, height, unit } = canvas
  wash(canvas, palette.top, palette.middle, palette.bottom, height)
  const colours: readonly Colour[] = [
    palette.light,
    palette.far,
    palette.near,
    palette.bottom,
    mix(palette.middle, [255, 255, 255], 0.4),
  ]
  for (let shape = 0; shape < 26; shape += 1) {
    const [x, y] = [random() * width, random() * height]
    const radius = unit * (0.03 + random() ** 2 * 0.26)
    const colour = pick(random, colours)
    if (random() < 0.7)
      spot(canvas, x, y, radius, colour, 0.16 + random() * 0.3, random() < 0.25 ? 0.8 : 0.01)
    else paintRing(canvas, x, y, radius, unit * (0.003 + random() * 0.012), colour, 0.5 + random() * 0.4)
  }
}

function paintRing(
  canvas: Canvas,
  x: number,
  y: number,
  radius: number,
  thick: number,
  colour: Colour,
  alpha: number,
): void {
  const reach = radius + thick + 1
  fillBox(
    canvas,
    { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach },
    colour,
    (px, py) => {
      const off = Math.abs(Math.hypot(px - x, py - y) - radius)
      return alpha * Math.min(1, Math.max(0, thick - off + 0.5))
    },
  )
}
