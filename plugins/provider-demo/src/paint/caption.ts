import { type Canvas, fillBox } from './canvas.ts'
import { glyphHeight, glyphOf, glyphWidth, printable } from './font.ts'

const lines = 2

/** Writes a text into a dark band with round corners, at the bottom left. */
export function paintCaption(canvas: Canvas, text: string): void {
  const scale = Math.max(1, Math.round(canvas.unit / 340))
  const advance = (glyphWidth + 1) * scale
  const margin = Math.round(canvas.unit * 0.035)
  const padding = 4 * scale
  const room = Math.floor((canvas.width - 2 * (margin + padding)) / advance)
  const wrapped = wrap(printable(text), room)
  if (wrapped.length === 0) return
  const wide = Math.max(...wrapped.map(line => line.length)) * advance - scale
  const tall = wrapped.length * (glyphHeight + 3) * scale - 3 * scale
  const box = {
    left: margin,
    right: margin + wide + 2 * padding,
    top: canvas.height - margin - tall - 2 * padding,
    bottom: canvas.height - margin,
  }
  fillBox(canvas, box, [12, 14, 26], (x, y) => 0.5 * cornered(x, y, box, 3 * scale))
  for (const [row, line] of wrapped.entries()) {
    const top = box.top + padding + row * (glyphHeight + 3) * scale
    for (const [column, letter] of Array.from(line).entries()) {
      paintGlyph(canvas, letter, box.left + padding + column * advance, top, scale)
    }
  }
}

function paintGlyph(canvas: Canvas, letter: string, left: number, top: number, scale: number): void {
  for (const [row, bits] of glyphOf(letter).entries()) {
    for (let column = 0; column < glyphWidth; column += 1) {
      if (!(bits & (16 >> column))) continue
      const [x, y] = [left + column * scale, top + row * scale]
      fillBox(canvas, { left: x, top: y, right: x + scale, bottom: y + scale }, [255, 255, 255], () => 0.94)
    }
  }
}

/** 1 inside a box with round corners, 0 outside. */
function cornered(
  x: number,
  y: number,
  box: { left: number; top: number; right: number; bottom: number },
  radius: number,
): number {
  const dx = Math.max(box.left + radius - x, x - (box.right - radius), 0)
  const dy = Math.max(box.top + radius - y, y - (box.bottom - radius), 0)
  return Math.min(1, Math.max(0, radius - Math.hypot(dx, dy) + 0.5))
}

/** Lines of at most so many letters; what does not fit ends in dots. */
function wrap(text: string, room: number): readonly string[] {
  if (text === '' || room < 4) return []
  const wrapped: string[] = ['']
  for (const word of text.split(' ')) {
    const line = wrapped.at(-1) as string
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length <= room) wrapped[wrapped.length - 1] = longer
    else wrapped.push(word.slice(0, room))
  }
  const kept = wrapped.filter(line => line !== '').slice(0, lines)
  if (kept.join(' ').length === text.length) return kept
  return kept.map((line, at) => (at < kept.length - 1 ? line : `${line.slice(0, room - 3).trimEnd()}...`))
}
