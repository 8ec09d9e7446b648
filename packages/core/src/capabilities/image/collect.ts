import { noUsage } from '../../usage/usage.ts'
import type { Warning } from '../../content/warning.ts'
import type { ImagePart } from './parts.ts'
import type { GeneratedImage, ImageResult } from './result.ts'

/** Folds a stream into the finished pictures, by their index; unfinished ones are left out. */
export function collectImage(parts: readonly ImagePart[]): ImageResult {
  const images: GeneratedImage[] = []
  const warnings: Warning[] = []
  let head: Partial<ImageResult> = {}
  let usage = noUsage
  for (const part of parts) {
    if (part.type === 'start') {
      const { type: _, ...rest } = part
      head = { ...head, ...rest }
    } else if (part.type === 'image') images[part.index] = part.image
    else if (part.type === 'usage') usage = part.usage
    else if (part.type === 'warning') warnings.push(part.warning)
  }
  return {
    ...head,
    images: images.filter(image => image !== undefined),
    usage,
    ...(warnings.length > 0 ? { warnings } : {}),
  }
}
