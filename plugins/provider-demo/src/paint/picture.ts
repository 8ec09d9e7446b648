import { hash, randomOf } from '../chance/random.ts'
import { ideaOfStem } from '../words/concepts.ts'
import { stem } from '../words/stem.ts'
import { wordsOf } from '../words/words.ts'
import { type Canvas, canvasOf, vignette } from './canvas.ts'
import { paintCaption } from './caption.ts'
import { paintLandscape } from './landscape.ts'
import { paletteFor } from './palettes.ts'
import { paintShapes } from './shapes.ts'

export interface PictureOrder {
  readonly prompt: string
  readonly width: number
  readonly height: number
  readonly seed: number
}

/** Paints what the words call for: the same picture for the same words and seed, at any size. */
export function paintPicture({ prompt, width, height, seed }: PictureOrder): Canvas {
  const canvas = canvasOf(width, height)
  const random = randomOf(hash(prompt.trim().toLowerCase(), seed))
  const words = ideasIn(prompt)
  const palette = paletteFor(words, random)
  const plain = ['abstract', 'pattern', 'geometry', 'geometric', 'logo', 'circl', 'shap'].some(word =>
    words.has(word),
  )
  if (plain) paintShapes(canvas, palette, random)
  else paintLandscape(canvas, palette, words, random)
  vignette(canvas, 0.32)
  paintCaption(canvas, prompt)
  return canvas
}

/** Each word as it stands, its stem, and the idea that it shares with others. */
function ideasIn(prompt: string): ReadonlySet<string> {
  const words = wordsOf(prompt)
  const stems = words.map(stem)
  return new Set([...words, ...stems, ...stems.flatMap(root => ideaOfStem(root) ?? [])])
}
