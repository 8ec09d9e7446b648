import { z } from 'zod'
import type { StandardSchema } from '../../standard-schema.ts'
import { labels, media, noUndefined, requestTail } from '../schema-kit.ts'
import type { VoicesRequest } from './request.ts'

const name = z.string().min(1)

export const voicesRequestSchema: StandardSchema<VoicesRequest> = noUndefined<VoicesRequest>(
  z.discriminatedUnion('action', [
    z.strictObject({
      action: z.literal('list'),
      search: z.string().optional(),
      language: z.string().optional(),
      limit: z.int().positive().optional(),
      cursor: z.string().optional(),
      ...requestTail,
    }),
    z.strictObject({
      action: z.literal('clone'),
      name,
      samples: z.array(media).min(1),
      description: z.string().optional(),
      labels,
      consent: media.optional(),
      ...requestTail,
    }),
    z.strictObject({ action: z.literal('design'), name, prompt: z.string().min(1), labels, ...requestTail }),
    z.strictObject({ action: z.literal('delete'), id: z.string().min(1), ...requestTail }),
  ]),
)
