import { z } from 'zod'
import type { StandardSchema } from '../../standard-schema.ts'
import { media, noUndefined, requestTail } from '../schema-kit.ts'
import type { MusicRequest } from './request.ts'

const section = z.strictObject({
  name: z.string().optional(),
  seconds: z.number().positive(),
  styles: z.array(z.string()).optional(),
  avoid: z.array(z.string()).optional(),
  lyrics: z.string().optional(),
})

export const musicRequestSchema: StandardSchema<MusicRequest> = noUndefined<MusicRequest>(
  z
    .strictObject({
      prompt: z.string().min(1).optional(),
      lyrics: z.string().min(1).optional(),
      sections: z.array(section).min(1).optional(),
      seconds: z.number().positive().optional(),
      instrumental: z.boolean().optional(),
      references: z.array(media).min(1).optional(),
      negativePrompt: z.string().optional(),
      n: z.int().min(1).max(16).optional(),
      format: z.string().optional(),
      sampleRate: z.int().positive().optional(),
      seed: z.int().optional(),
      ...requestTail,
    })
    .refine(request => (request.prompt ?? request.lyrics ?? request.sections) !== undefined, {
      path: ['prompt'],
      message: 'Give a "prompt", "lyrics" or "sections".',
    }),
)
