import { lazySchema } from '../../standard-schema.ts'
import { knownUsage, type Usage } from '../../usage/usage.ts'
import { type Capability, defineCapability } from '../capability.ts'
import type { MusicRequest } from './request.ts'
import type { MusicResult } from './result.ts'

/** Music: a prompt, lyrics or a plan in; tracks out. */
export const music: Capability<'music', MusicRequest, MusicResult> = defineCapability<MusicResult>()({
  id: 'music',
  description: 'Make music.',
  request: lazySchema<MusicRequest>(async () => (await import('./request-schema.ts')).musicRequestSchema),
  meters: ['second', 'input', 'output', 'output_audio', 'compute_second', 'request'],
  modes: ['job', 'unary'],
  bounds: musicBounds,
})

function musicBounds({ sections, seconds, n = 1 }: MusicRequest): Usage {
  const length = sections ? sections.reduce((sum, section) => sum + section.seconds, 0) : seconds
  return knownUsage({ request: 1, second: length === undefined ? undefined : length * n })
}

export type * from './request.ts'
export type * from './result.ts'
