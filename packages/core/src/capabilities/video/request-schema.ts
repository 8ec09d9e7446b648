import { z } from 'zod'
import type { StandardSchema } from '../../standard-schema.ts'
import { aspectRatio, media, noUndefined, pixelSize, requestTail } from '../schema-kit.ts'
import type { VideoRequest } from './request.ts'

const frame = z.strictObject({
  at: z.union([z.enum(['first', 'last']), z.number().min(0)]),
  image: media,
})

export const videoRequestSchema: StandardSchema<VideoRequest> = noUndefined<VideoRequest>(
  z
    .strictObject({
      prompt: z.string(),
      frames: z.array(frame).min(1).optional(),
      references: z.array(media).min(1).optional(),
      video: media.optional(),
      n: z.int().min(1).max(16).optional(),
      seconds: z.number().positive().optional(),
      size: pixelSize.optional(),
      aspectRatio: aspectRatio.optional(),
      resolution: z.string().optional(),
      fps: z.number().positive().optional(),
      sound: z.boolean().optional(),
      format: z.string().optional(),
      negativePrompt: z.string().optional(),
      seed: z.int().optional(),
      ...requestTail,
    })
    .refine(request => request.prompt.trim() !== '' || (request.frames ?? request.video) !== undefined, {
      path: ['prompt'],
      message: 'Say what happens, or give "frames" or "video" to start from.',
    }),
)
