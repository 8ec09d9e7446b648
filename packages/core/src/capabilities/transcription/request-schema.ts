import { z } from 'zod'
import type { StandardSchema } from '../../standard-schema.ts'
import { media, noUndefined, requestTail } from '../schema-kit.ts'
import type { TranscriptionRequest } from './request.ts'

const speakers = z.strictObject({
  max: z.int().positive().optional(),
  known: z.array(z.strictObject({ name: z.string().min(1), sample: media })).optional(),
})

export const transcriptionRequestSchema: StandardSchema<TranscriptionRequest> =
  noUndefined<TranscriptionRequest>(
    z.strictObject({
      audio: media,
      languages: z.array(z.string().min(1)).min(1).optional(),
      translateTo: z.string().min(1).optional(),
      prompt: z.string().optional(),
      keywords: z.array(z.string().min(1)).optional(),
      timestamps: z.array(z.enum(['segment', 'word'])).optional(),
      speakers: speakers.optional(),
      perChannel: z.boolean().optional(),
      temperature: z.number().min(0).max(2).optional(),
      ...requestTail,
    }),
  )
