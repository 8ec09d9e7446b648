import type { ImageRequest, JsonValue } from '@lucid-gateway/core'
import { dropped, type InputTools } from './input-tools.ts'

/** A size becomes width and height, or a size in one word, or else the shape that it has. */
export function writeSize(
  { aspectRatio, size }: ImageRequest,
  input: Record<string, JsonValue>,
  tools: Pick<InputTools, 'facts' | 'warn'>,
): void {
  if (size === undefined) return
  const { facts, warn } = tools
  const has = (name: string): boolean => facts.fields?.has(name) === true
  const [width, height] = size.split('x').map(Number) as [number, number]
  if (has('width') && has('height')) {
    Object.assign(input, { width, height }, facts.customRatio ? { aspect_ratio: 'custom' } : {})
    return
  }
  if (has('size')) {
    input['size'] = size
    return
  }
  if (!has('aspect_ratio') || aspectRatio !== undefined) {
    dropped('size', tools)
    return
  }
  const shape = shapeOf(width, height)
  input['aspect_ratio'] = shape
  warn({
    type: 'coerced',
    field: 'size',
    message: `The model takes no exact size; it is asked for the shape ${shape}.`,
  })
}

function shapeOf(width: number, height: number): string {
  let [a, b] = [width, height]
  while (b > 0) [a, b] = [b, a % b]
  return `${width / a}:${height / a}`
}
