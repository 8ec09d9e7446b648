import type { Random } from '../chance/random.ts'
import { type Canvas, fillBox, spot } from './canvas.ts'
import type { Colour } from './colour.ts'
import type { Ridge } from './ridges.ts'

/** Firs along the edge of a ridge. */
export function paintFirs(canvas: Canvas, ridge: Ridge, size: number, random: Random): void {
  const step = canvas.unit * size * 0.32
  for (let x = -step; x < canvas.width + step; x += step * (0.5 + random())) {
    const column = Math.min(canvas.width - 1, Math.max(0, Math.round(x)))
    const foot = (ridge.edge[column] as number) + canvas.unit * 0.012
    paintFir(canvas, x, foot, canvas.unit * size * (0.55 + random() * 0.75), ridge.colour)
  }
}

/** Tiers of branches, each a triangle that is wider than the one above. */
function paintFir(canvas: Canvas, x: number, foot: number, tall: number, colour: Colour): void {
  const tiers = 4
  fillBox(
    canvas,
    { left: x - tall * 0.26, top: foot - tall, right: x + tall * 0.26, bottom: foot },
    colour,
    (px, py) => {
      const down = (py - (foot - tall)) / tall
      if (down > 0.94) return Math.abs(px - x) < tall * 0.03 ? 1 : 0
      const tier = (down * tiers) % 1
      const wide = tall * (0.05 + 0.17 * down) * (0.35 + 0.75 * tier)
      return Math.min(1, Math.max(0, wide - Math.abs(px - x) + 0.5))
    },
  )
}

/** Towers with lit windows, side by side. */
export function paintTowers(
  canvas: Canvas,
  ground: number,
  tallest: number,
  colour: Colour,
  lit: Colour,
  random: Random,
): void {
  const { width, unit } = canvas
  for (let left = -unit * 0.02; left < width;) {
    const wide = unit * (0.045 + random() * 0.07)
    const tall =
      tallest * (0.25 + 0.75 * random() ** 1.6) * (0.55 + 0.45 * Math.sin((left / width) * Math.PI))
    const top = ground - tall
    fillBox(canvas, { left, top, right: left + wide, bottom: ground + unit * 0.3 }, colour, () => 1)
    if (random() < 0.3) {
      const mast = left + wide / 2
      fillBox(
        canvas,
        { left: mast - 1, top: top - tall * 0.18, right: mast + 1, bottom: top },
        colour,
        () => 1,
      )
    }
    paintWindows(canvas, left, top, wide, ground, lit, random)
    left += wide + unit * 0.004 * random()
  }
}

function paintWindows(
  canvas: Canvas,
  left: number,
  top: number,
  wide: number,
  ground: number,
  lit: Colour,
  random: Random,
): void {
  const cell = Math.max(3, canvas.unit * 0.014)
  for (let y = top + cell; y < ground; y += cell) {
    for (let x = left + cell * 0.6; x < left + wide - cell * 0.7; x += cell) {
      if (random() > 0.36) continue
      const box = { left: x, top: y, right: x + cell * 0.4, bottom: y + cell * 0.5 }
      fillBox(canvas, box, lit, () => 0.45 + random() * 0.45)
    }
  }
}

/** A sailing boat and its shadow on the water. */
export function paintBoat(
  canvas: Canvas,
  x: number,
  line: number,
  size: number,
  colour: Colour,
  sail: Colour,
): void {
  fillBox(
    canvas,
    { left: x - size, top: line - size * 2.2, right: x + size, bottom: line + size * 0.3 },
    sail,
    (px, py) => {
      const up = (line - size * 0.15 - py) / (size * 2)
      if (up < 0 || up > 1) return 0
      const inFront = px >= x && px <= x + size * 0.75 * (1 - up)
      const behind = px < x - size * 0.06 && px >= x - size * 0.55 * (1 - up * 1.1)
      return inFront || behind ? 0.95 : 0
    },
  )
  fillBox(
    canvas,
    { left: x - size, top: line - size * 0.12, right: x + size, bottom: line + size * 0.2 },
    colour,
    (px, py) => {
      const down = (py - (line - size * 0.12)) / (size * 0.32)
      return Math.abs(px - x) <= size * (0.95 - 0.35 * down) ? 1 : 0
    },
  )
  spot(canvas, x, line + size * 0.35, size * 0.5, colour, 0.16, 0.9)
}

/** Birds far off: two strokes that meet. */
export function paintBirds(
  canvas: Canvas,
  count: number,
  below: number,
  colour: Colour,
  random: Random,
): void {
  const [cx, cy] = [(0.2 + random() * 0.6) * canvas.width, (0.15 + random() * 0.5) * below]
  for (let bird = 0; bird < count; bird += 1) {
    const x = cx + (random() - 0.5) * canvas.unit * 0.3
    const y = cy + (random() - 0.5) * canvas.unit * 0.12
    const span = canvas.unit * (0.009 + random() * 0.009)
    const thick = Math.max(0.6, span * 0.14)
    fillBox(
      canvas,
      { left: x - span, top: y - span, right: x + span, bottom: y + span },
      colour,
      (px, py) => {
        const away = Math.abs(px - x) / span
        const wing = y - span * 0.55 * Math.sin(away * Math.PI * 0.75)
        return Math.max(0, 0.8 * Math.min(1, thick + 0.5 - Math.abs(py - wing)))
      },
    )
  }
}
