import { type Canvas, dot, pixelAt } from './canvas.ts'
import { mix, ramp } from './colour.ts'
import { lineOf } from './noise.ts'
import type { Palette } from './palettes.ts'
import type { Sky } from './sky.ts'

/** Mirrors what is above the shore, broken by waves, with a path of light below sun or moon. */
export function paintWater(canvas: Canvas, palette: Palette, shore: number, sky: Sky, seed: number): void {
  const { width, height } = canvas
  const top = Math.round(shore * height)
  const ripple = lineOf(seed, 3, 0.6)
  const deep = mix(palette.top, palette.near, 0.35)
  for (let y = top; y < height; y += 1) {
    const down = (y - top) / (height - top)
    const sway = ripple(y * (0.9 - 0.6 * down)) * canvas.unit * (0.002 + 0.02 * down)
    const mirror = top - (y - top) * 1.35
    for (let x = 0; x < width; x += 1) {
      dot(canvas, x, y, mix(pixelAt(canvas, x + sway, mirror), deep, 0.25 + 0.4 * down), 1)
    }
    paintLightPath(canvas, palette, sky, y, down, ripple)
  }
}

function paintLightPath(
  canvas: Canvas,
  palette: Palette,
  sky: Sky,
  y: number,
  down: number,
  ripple: (at: number) => number,
): void {
  const centre = sky.x * canvas.width
  const reach = sky.radius * canvas.unit * (0.7 + 1.5 * down)
  const spark = ramp(-0.25, 0.6, ripple(y * 1.7 + 40))
  for (let x = Math.max(0, Math.floor(centre - reach)); x < Math.min(canvas.width, centre + reach); x += 1) {
    const away = Math.min(1, Math.abs(x - centre) / reach)
    dot(canvas, x, y, palette.light, 0.65 * spark * (1 - away) ** 1.2 * (1 - 0.55 * down))
  }
}
