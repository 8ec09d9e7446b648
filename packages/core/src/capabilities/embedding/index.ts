import { lazySchema } from '../../standard-schema.ts'
import { knownUsage, type Usage } from '../../usage/usage.ts'
import { type Capability, defineCapability } from '../capability.ts'
import { mostTokens } from '../most-tokens.ts'
import type { EmbeddingRequest } from './request.ts'
import type { EmbeddingResult } from './result.ts'

/** Embedding: texts, tokens or media in; a vector for each out. */
export const embedding: Capability<'embedding', EmbeddingRequest, EmbeddingResult> =
  defineCapability<EmbeddingResult>()({
    id: 'embedding',
    description: 'Turn texts into vectors that are near each other when the texts are alike.',
    request: lazySchema<EmbeddingRequest>(
      async () => (await import('./request-schema.ts')).embeddingRequestSchema,
    ),
    meters: ['input', 'input_image', 'input_audio', 'image', 'second', 'request'],
    modes: ['unary'],
    bounds: embeddingBounds,
  })

function embeddingBounds({ inputs }: EmbeddingRequest): Usage {
  let input = 0
  for (const each of inputs) {
    if (typeof each === 'string') input += mostTokens(each)
    else if ('content' in each) return knownUsage({ request: 1 })
    else input += each.length
  }
  return knownUsage({ request: 1, input })
}

export type * from './request.ts'
export type * from './result.ts'
