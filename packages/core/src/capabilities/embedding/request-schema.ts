import { z } from 'zod'
import type { StandardSchema } from '../../standard-schema.ts'
import { mixedContent, noUndefined, requestTail } from '../schema-kit.ts'
import type { EmbeddingRequest } from './request.ts'

const text = z.string().min(1)
const tokens = z.array(z.int().min(0)).min(1)

export const embeddingRequestSchema: StandardSchema<EmbeddingRequest> = noUndefined<EmbeddingRequest>(
  z.strictObject({
    inputs: z.union([
      text.transform(value => [value]),
      z.array(z.union([text, tokens, mixedContent])).min(1),
    ]),
    dimensions: z.int().positive().optional(),
    purpose: z.string().optional(),
    precision: z.enum(['float', 'int8', 'uint8', 'binary', 'ubinary']).optional(),
    truncate: z.enum(['none', 'start', 'end']).optional(),
    ...requestTail,
  }),
)
