import { z } from 'zod'
import type { StandardSchema } from '../../standard-schema.ts'
import { aspectRatio, media, noUndefined, pixelSize, requestTail } from '../schema-kit.ts'
import type { ImageRequest } from './request.ts'

export const imageRequestSchema: StandardSchema<ImageRequest> = noUndefined<ImageRequest>(
  z
    .strictObject({
      prompt: z.string(),
      images: z.array(media).min(1).optional(),
      mask: media.optional(),
      n: z.int().min(1).max(128).optional(),
      size: pixelSize.optional(),
      aspectRatio: aspectRatio.optional(),
      resolution: z.string().optional(),
      quality: z.string().optional(),
      background: z.enum(['auto', 'opaque', 'transparent']).optional(),
      format: z.string().optional(),
      compression: z.int().min(0).max(100).optional(),
      negativePrompt: z.string().optional(),
      style: z.string().optional(),
      seed: z.int().optional(),
      steps: z.int().positive().optional(),
      guidance: z.number().optional(),
      strength: z.number().min(0).max(1).optional(),
      partialImages: z.int().min(0).max(10).optional(),
      ...requestTail,
    })
    .refine(request => request.prompt.trim() !== '' || request.images !== undefined, {
      path: ['prompt'],
      message: 'Say what to show, or give "images" to start from.',
    })
    .refine(request => request.mask === undefined || request.images !== undefined, {
      path: ['mask'],
      message: 'A mask needs "images" to apply to.',
    }),
)
