import { z } from 'zod'
import type { StandardSchema } from '../../standard-schema.ts'
import { noUndefined, requestTail } from '../schema-kit.ts'
import type { SpeechRequest } from './request.ts'

const turn = z.strictObject({ text: z.string().min(1), voice: z.string().optional() })

export const speechRequestSchema: StandardSchema<SpeechRequest> = noUndefined<SpeechRequest>(
  z.strictObject({
    text: z.union([z.string().min(1), z.array(turn).min(1)]),
    voice: z.string().min(1).optional(),
    language: z.string().optional(),
    instructions: z.string().optional(),
    format: z.string().optional(),
    sampleRate: z.int().positive().optional(),
    bitRate: z.int().positive().optional(),
    speed: z.number().positive().optional(),
    timestamps: z.enum(['character', 'word']).optional(),
    context: z.strictObject({ before: z.string().optional(), after: z.string().optional() }).optional(),
    seed: z.int().optional(),
    ...requestTail,
  }),
)
