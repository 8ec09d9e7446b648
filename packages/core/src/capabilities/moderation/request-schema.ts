import { z } from 'zod'
import type { StandardSchema } from '../../standard-schema.ts'
import { mixedContent, noUndefined, requestTail } from '../schema-kit.ts'
import type { ModerationRequest } from './request.ts'

export const moderationRequestSchema: StandardSchema<ModerationRequest> = noUndefined<ModerationRequest>(
  z.strictObject({
    inputs: z.union([
      z.string().transform(value => [value]),
      z.array(z.union([z.string(), mixedContent])).min(1),
    ]),
    ...requestTail,
  }),
)
