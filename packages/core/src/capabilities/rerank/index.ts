import { lazySchema } from '../../standard-schema.ts'
import { knownUsage, type Usage } from '../../usage/usage.ts'
import { type Capability, defineCapability } from '../capability.ts'
import { mostTokens } from '../most-tokens.ts'
import type { RerankRequest } from './request.ts'
import type { RerankResult } from './result.ts'

/** Rerank: a query and documents in; the documents' order and scores out. */
export const rerank: Capability<'rerank', RerankRequest, RerankResult> = defineCapability<RerankResult>()({
  id: 'rerank',
  description: 'Order documents by how well they answer a query.',
  request: lazySchema<RerankRequest>(async () => (await import('./request-schema.ts')).rerankRequestSchema),
  meters: ['search', 'input', 'output', 'request'],
  modes: ['unary'],
  bounds: rerankBounds,
})

/** The query is read with each document. Search units have no bound: vendors cut long documents as they like. */
function rerankBounds({ query, documents }: RerankRequest): Usage {
  const perQuery = mostTokens(query)
  let input = 0
  for (const document of documents) {
    input += perQuery + mostTokens(typeof document === 'string' ? document : JSON.stringify(document))
  }
  return knownUsage({ request: 1, input })
}

export type * from './request.ts'
export type * from './result.ts'
