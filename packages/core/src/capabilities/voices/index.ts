import { lazySchema } from '../../standard-schema.ts'
import { knownUsage } from '../../usage/usage.ts'
import { type Capability, defineCapability } from '../capability.ts'
import type { VoicesRequest } from './request.ts'
import type { VoicesResult } from './result.ts'

/** Voices: list, clone, design and delete the voices that speech can use. */
export const voices: Capability<'voices', VoicesRequest, VoicesResult> = defineCapability<VoicesResult>()({
  id: 'voices',
  description: 'List, clone, design and delete voices.',
  request: lazySchema<VoicesRequest>(async () => (await import('./request-schema.ts')).voicesRequestSchema),
  meters: ['request', 'character'],
  modes: ['unary'],
  draft: true,
  bounds: () => knownUsage({ request: 1 }),
})

export type * from './request.ts'
export type * from './result.ts'
