import { z } from 'zod'
import type { StandardSchema } from '../../standard-schema.ts'
import { jsonObject, noUndefined, requestTail } from '../schema-kit.ts'
import type { RerankRequest } from './request.ts'

export const rerankRequestSchema: StandardSchema<RerankRequest> = noUndefined<RerankRequest>(
  z.strictObject({
    query: z.string().min(1),
    documents: z.array(z.union([z.string(), jsonObject])).min(1),
    topN: z.int().positive().optional(),
    rankFields: z.array(z.string().min(1)).min(1).optional(),
    returnDocuments: z.boolean().optional(),
    maxTokensPerDocument: z.int().positive().optional(),
    ...requestTail,
  }),
)
