import { lazySchema } from '../../standard-schema.ts'
import { type Capability, defineCapability } from '../capability.ts'
import { collectTranscription } from './collect.ts'
import type { TranscriptionPart } from './parts.ts'
import type { TranscriptionRequest } from './request.ts'
import type { TranscriptionResult } from './result.ts'
import { splitTranscription } from './split.ts'

/** Transcription: sound in; text out, with times and speakers where asked. */
export const transcription: Capability<
  'transcription',
  TranscriptionRequest,
  TranscriptionResult,
  TranscriptionPart
> = defineCapability<TranscriptionResult, TranscriptionPart>()({
  id: 'transcription',
  description: 'Write down what is said.',
  request: lazySchema<TranscriptionRequest>(
    async () => (await import('./request-schema.ts')).transcriptionRequestSchema,
  ),
  meters: ['second', 'input', 'input_audio', 'output', 'compute_second', 'request'],
  modes: ['unary', 'stream', 'job'],
  collect: collectTranscription,
  split: splitTranscription,
})

export type * from './parts.ts'
export type * from './request.ts'
export type * from './result.ts'
