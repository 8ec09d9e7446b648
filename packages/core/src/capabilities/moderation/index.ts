import { lazySchema } from '../../standard-schema.ts'
import { knownUsage, type Usage } from '../../usage/usage.ts'
import { type Capability, defineCapability } from '../capability.ts'
import { mostTokens } from '../most-tokens.ts'
import type { ModerationRequest } from './request.ts'
import type { ModerationResult } from './result.ts'

/** Moderation: texts and media in; a verdict by category for each out. */
export const moderation: Capability<'moderation', ModerationRequest, ModerationResult> =
  defineCapability<ModerationResult>()({
    id: 'moderation',
    description: 'Judge whether texts or pictures break a policy.',
    request: lazySchema<ModerationRequest>(
      async () => (await import('./request-schema.ts')).moderationRequestSchema,
    ),
    meters: ['input', 'image', 'request'],
    modes: ['unary'],
    bounds: moderationBounds,
  })

function moderationBounds({ inputs }: ModerationRequest): Usage {
  let input = 0
  for (const each of inputs) {
    if (typeof each !== 'string') return knownUsage({ request: 1 })
    input += mostTokens(each)
  }
  return knownUsage({ request: 1, input })
}

export type * from './request.ts'
export type * from './result.ts'
