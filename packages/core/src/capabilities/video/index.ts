import { lazySchema } from '../../standard-schema.ts'
import { knownUsage } from '../../usage/usage.ts'
import { type Capability, defineCapability } from '../capability.ts'
import type { VideoRequest } from './request.ts'
import type { VideoResult } from './result.ts'

/** Video: a prompt, frames or a video in; videos out, as a job that takes minutes. */
export const video: Capability<'video', VideoRequest, VideoResult> = defineCapability<VideoResult>()({
  id: 'video',
  description: 'Make videos.',
  request: lazySchema<VideoRequest>(async () => (await import('./request-schema.ts')).videoRequestSchema),
  meters: ['second', 'input', 'output', 'compute_second', 'request'],
  modes: ['job', 'unary'],
  draft: true,
  bounds: ({ seconds, n = 1 }) =>
    knownUsage({ request: 1, second: seconds === undefined ? undefined : seconds * n }),
})

export type * from './request.ts'
export type * from './result.ts'
