import type { Raster } from '../png/encode.ts'
import { type Colour, mix, ramp } from './colour.ts'

/** Pixels as fractions, so that many thin layers of paint leave no bands. */
export interface Canvas {
  readonly width: number
  readonly height: number
  /** The unit of everything painted, so that a picture looks the same at every size. */
  readonly unit: number
  readonly pixels: Float32Array
}

export function canvasOf(width: number, height: number): Canvas {
  return { width, height, unit: Math.min(width, height), pixels: new Float32Array(width * height * 3) }
}

/** Paints one pixel; pixels outside are passed over. */
export function dot(canvas: Canvas, x: number, y: number, colour: Colour, alpha: number): void {
  if (x < 0 || y < 0 || x >= canvas.width || y >= canvas.height) return
  const { pixels } = canvas
  const at = (y * canvas.width + x) * 3
  pixels[at] = (pixels[at] as number) + (colour[0] - (pixels[at] as number)) * alpha
  pixels[at + 1] = (pixels[at + 1] as number) + (colour[1] - (pixels[at + 1] as number)) * alpha
  pixels[at + 2] = (pixels[at + 2] as number) + (colour[2] - (pixels[at + 2] as number)) * alpha
}

export function pixelAt(canvas: Canvas, x: number, y: number): Colour {
  const column = Math.min(canvas.width - 1, Math.max(0, Math.round(x)))
  const row = Math.min(canvas.height - 1, Math.max(0, Math.round(y)))
  const at = (row * canvas.width + column) * 3
  const { pixels } = canvas
  return [pixels[at] as number, pixels[at + 1] as number, pixels[at + 2] as number]
}

/** Paints every pixel of a box with what the painter says for it. */
export function fillBox(
  canvas: Canvas,
  box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
  colour: Colour,
  alphaAt: (x: number, y: number) => number,
): void {
  const right = Math.min(canvas.width, Math.ceil(box.right))
  const bottom = Math.min(canvas.height, Math.ceil(box.bottom))
  for (let y = Math.max(0, Math.floor(box.top)); y < bottom; y += 1) {
    for (let x = Math.max(0, Math.floor(box.left)); x < right; x += 1) {
      const alpha = alphaAt(x + 0.5, y + 0.5)
      if (alpha > 0) dot(canvas, x, y, colour, alpha)
    }
  }
}

/** A round spot with a soft edge: `blur` of its radius fades out. */
export function spot(
  canvas: Canvas,
  x: number,
  y: number,
  radius: number,
  colour: Colour,
  alpha: number,
  blur: number,
): void {
  const edge = Math.max(radius * blur, 0.7)
  const reach = radius + edge
  fillBox(
    canvas,
    { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach },
    colour,
    (px, py) => {
      return alpha * (1 - ramp(radius - edge, reach, Math.sqrt((px - x) ** 2 + (py - y) ** 2)))
    },
  )
}

/** The canvas from top to bottom in three colours. */
export function wash(canvas: Canvas, top: Colour, middle: Colour, bottom: Colour, until: number): void {
  const { width, height } = canvas
  for (let y = 0; y < height; y += 1) {
    const down = Math.min(1, y / until)
    const colour =
      down < 0.55 ? mix(top, middle, ramp(0, 0.55, down)) : mix(middle, bottom, ramp(0.55, 1, down))
    for (let x = 0; x < width; x += 1) dot(canvas, x, y, colour, 1)
  }
}

/** Darkens the corners a little. */
export function vignette(canvas: Canvas, strength: number): void {
  const { pixels, width, height } = canvas
  for (let y = 0; y < height; y += 1) {
    const dy = (y / height - 0.5) ** 2
    for (let x = 0; x < width; x += 1) {
      const light = 1 - strength * ramp(0.18, 0.62, (x / width - 0.5) ** 2 + dy)
      const at = (y * width + x) * 3
      pixels[at] = (pixels[at] as number) * light
      pixels[at + 1] = (pixels[at + 1] as number) * light
      pixels[at + 2] = (pixels[at + 2] as number) * light
    }
  }
}

/** Thresholds that scatter the rounding of neighbouring pixels, so that slow slopes show no steps. */
const scatter = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map(step => (step + 0.5) / 16)

export function rasterOf({ width, height, pixels }: Canvas): Raster {
  const rgb = new Uint8Array(pixels.length)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const threshold = scatter[(y & 3) * 4 + (x & 3)] as number
      const at = (y * width + x) * 3
      for (let channel = at; channel < at + 3; channel += 1) {
        rgb[channel] = Math.min(255, Math.max(0, (pixels[channel] as number) + threshold))
      }
    }
  }
  return { width, height, rgb }
}
