import { lazySchema } from '../../standard-schema.ts'
import { type Capability, defineCapability } from '../capability.ts'
import type { RealtimeRequest } from './request.ts'
import type { RealtimeResult } from './result.ts'
import type { RealtimeServerMessage } from './server-message.ts'

/** Realtime: a session in which sound, text and tool calls go both ways. Its parts are the server's messages. */
export const realtime: Capability<'realtime', RealtimeRequest, RealtimeResult, RealtimeServerMessage> =
  defineCapability<RealtimeResult, RealtimeServerMessage>()({
    id: 'realtime',
    description: 'Talk with a model, live.',
    request: lazySchema<RealtimeRequest>(
      async () => (await import('./request-schema.ts')).realtimeRequestSchema,
    ),
    meters: [
      'input',
      'input_audio',
      'input_image',
      'cache_read',
      'output',
      'output_audio',
      'reasoning',
      'second',
      'request',
    ],
    modes: ['session'],
    draft: true,
    commits: part => part.type.endsWith('-delta') || part.type === 'tool-call-start',
  })

export type * from './client-message.ts'
export type * from './request.ts'
export type * from './result.ts'
export type * from './server-message.ts'
