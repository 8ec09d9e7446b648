import type { Random } from '../chance/random.ts'
import { type Canvas, dot, fillBox, spot, wash } from './canvas.ts'
import { mix } from './colour.ts'
import type { Palette } from './palettes.ts'

export interface Sky {
  /** Where sun or moon stands, in shares of the width and height. */
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** Gradient, light, stars and clouds down to the horizon. */
export function paintSky(canvas: Canvas, palette: Palette, horizon: number, random: Random): Sky {
  const { width, height, unit } = canvas
  wash(canvas, palette.top, palette.middle, palette.bottom, horizon * height * 1.1)
  const sky = {
    x: 0.22 + random() * 0.56,
    y: horizon * (0.32 + random() * 0.3),
    radius: 0.06 + random() * 0.035,
  }
  if (palette.dark) paintStars(canvas, horizon, random)
  const [x, y, radius] = [sky.x * width, sky.y * height, sky.radius * unit]
  const glow = palette.dark ? mix(palette.bottom, palette.light, 0.35) : palette.light
  spot(canvas, x, y, radius * 4.2, glow, palette.dark ? 0.22 : 0.28, 0.98)
  spot(canvas, x, y, radius * 1.9, glow, 0.4, 0.9)
  spot(canvas, x, y, radius, mix(palette.light, [255, 255, 255], 0.35), 1, 0.02)
  if (palette.dark) paintCraters(canvas, x, y, radius, palette, random)
  for (let cloud = 0; cloud < 4; cloud += 1) paintCloud(canvas, palette, horizon, random)
  return sky
}

function paintStars(canvas: Canvas, horizon: number, random: Random): void {
  for (let star = 0; star < 170; star += 1) {
    const x = random() * canvas.width
    const y = random() ** 1.4 * horizon * canvas.height
    const size = random() ** 5 * canvas.unit * 0.0035
    const light = 0.25 + random() * 0.7
    if (size < 0.8) dot(canvas, Math.floor(x), Math.floor(y), [255, 252, 240], light)
    else spot(canvas, x, y, size, [255, 252, 240], light, 0.6)
  }
}

function paintCraters(
  canvas: Canvas,
  x: number,
  y: number,
  radius: number,
  palette: Palette,
  random: Random,
): void {
  for (let crater = 0; crater < 5; crater += 1) {
    const angle = random() * 2 * Math.PI
    const away = random() * 0.6 * radius
    const size = (0.1 + random() * 0.14) * radius
    spot(canvas, x + Math.cos(angle) * away, y + Math.sin(angle) * away, size, palette.middle, 0.13, 0.4)
  }
}

/** A flat heap of soft ellipses. */
function paintCloud(canvas: Canvas, palette: Palette, horizon: number, random: Random): void {
  const { width, height, unit } = canvas
  const [cx, cy] = [random() * width, (0.08 + random() * 0.62) * horizon * height]
  const colour = mix(palette.light, palette.bottom, 0.4)
  const alpha = palette.dark ? 0.1 : 0.26
  for (let puff = 0; puff < 7; puff += 1) {
    const x = cx + (random() - 0.5) * unit * 0.34
    const y = cy + (random() - 0.5) * unit * 0.025
    const [rx, ry] = [unit * (0.06 + random() * 0.1), unit * (0.008 + random() * 0.016)]
    fillBox(canvas, { left: x - rx, top: y - ry, right: x + rx, bottom: y + ry }, colour, (px, py) => {
      const away = ((px - x) / rx) ** 2 + ((py - y) / ry) ** 2
      return away >= 1 ? 0 : alpha * (1 - away) ** 1.5
    })
  }
}
