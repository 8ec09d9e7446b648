import type { Random } from '../chance/random.ts'
import type { Canvas } from './canvas.ts'
import { mix } from './colour.ts'
import type { Palette } from './palettes.ts'
import { paintRidge, paintSnowcaps, type Ridge, ridgeOf } from './ridges.ts'
import { paintBirds, paintBoat, paintFirs, paintTowers } from './silhouettes.ts'
import { paintSky } from './sky.ts'
import { paintWater } from './water.ts'

const motifs = {
  water:
    'sea ocean beach lake river stream water island boat harbour harbor fish whale coast bay port mirror',
  towers:
    'city town metropoli skyline street road tower building london paris tokyo york berlin robot cyberpunk office',
  firs: 'forest wood tree fir pine jungle fox deer bear wolf cabin camp bird hik christma',
  peaks: 'mountain peak alp snow snowy winter glacier ski climb rock volcano dragon',
  dunes: 'desert dune sand camel pyramid mar',
  boat: 'boat ship sail sailor yacht regatta',
} as const

/** Sky, ridges that fade into the distance, and what the words put among them. */
export function paintLandscape(
  canvas: Canvas,
  palette: Palette,
  words: ReadonlySet<string>,
  random: Random,
): void {
  const has = (motif: keyof typeof motifs) => motifs[motif].split(' ').some(word => words.has(word))
  const [water, towers, firs, peaks, dunes] = [
    has('water'),
    has('towers'),
    has('firs'),
    has('peaks'),
    has('dunes'),
  ]
  const horizon = water ? 0.62 : 0.72
  const sky = paintSky(canvas, palette, horizon, random)
  const ridges = ridgesFor(canvas, palette, { horizon, peaks, dunes, layers: water ? 2 : 4 }, random)
  for (const [depth, ridge] of ridges.entries()) {
    paintRidge(canvas, ridge)
    const near = depth / Math.max(1, ridges.length - 1)
    if (peaks && depth === 0) paintSnowcaps(canvas, ridge, Math.floor(random() * 1e6))
    if (firs && depth >= ridges.length - 2) paintFirs(canvas, ridge, 0.06 + 0.08 * near, random)
    if (towers && depth === 0)
      paintTowers(
        canvas,
        canvas.height * horizon,
        canvas.height * 0.34,
        mix(palette.far, palette.near, 0.45),
        palette.light,
        random,
      )
  }
  if (towers && !water)
    paintTowers(canvas, canvas.height * 0.86, canvas.height * 0.4, palette.near, palette.light, random)
  if (water) paintWater(canvas, palette, horizon, sky, Math.floor(random() * 1e6))
  if (has('boat') || (water && random() < 0.4)) {
    const x = (0.25 + random() * 0.5) * canvas.width
    paintBoat(
      canvas,
      x,
      canvas.height * (horizon + 0.1),
      canvas.unit * 0.045,
      palette.near,
      mix(palette.light, [255, 255, 255], 0.5),
    )
  }
  if (!palette.dark)
    paintBirds(canvas, 3 + Math.floor(random() * 4), canvas.height * horizon, palette.near, random)
}

interface RidgePlan {
  readonly horizon: number
  readonly peaks: boolean
  readonly dunes: boolean
  readonly layers: number
}

/** From far to near: each lower, darker and gentler than the one behind. */
function ridgesFor(canvas: Canvas, palette: Palette, plan: RidgePlan, random: Random): readonly Ridge[] {
  return Array.from({ length: plan.layers }, (_, layer) => {
    const near = layer / Math.max(1, plan.layers - 1)
    const share = plan.layers > 2 ? near : near * 0.6
    const shape = {
      seed: Math.floor(random() * 1e6),
      base: plan.horizon - (plan.peaks && layer === 0 ? 0.2 : 0.1) + near * (plan.layers > 2 ? 0.26 : 0.06),
      swing: (plan.peaks && layer === 0 ? 0.2 : 0.09) * (1 - 0.35 * near),
      hills: (plan.dunes ? 1.6 : 2.6) + near,
      rough: plan.dunes ? 0.22 : plan.peaks ? 0.52 : 0.44,
    }
    return ridgeOf(
      canvas,
      shape,
      mix(palette.far, palette.near, share ** 1.15),
      mix(palette.bottom, palette.far, 0.25 + 0.5 * near),
    )
  })
}
