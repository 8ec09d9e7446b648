import { lazySchema } from '../../standard-schema.ts'
import { knownUsage, type Usage } from '../../usage/usage.ts'
import { type Capability, defineCapability } from '../capability.ts'
import { collectSpeech } from './collect.ts'
import type { SpeechPart } from './parts.ts'
import type { SpeechRequest } from './request.ts'
import type { SpeechResult } from './result.ts'
import { splitSpeech } from './split.ts'

/** Speech: text in; sound out, whole or as it is made. */
export const speech: Capability<'speech', SpeechRequest, SpeechResult, SpeechPart> = defineCapability<
  SpeechResult,
  SpeechPart
>()({
  id: 'speech',
  description: 'Read a text aloud.',
  request: lazySchema<SpeechRequest>(async () => (await import('./request-schema.ts')).speechRequestSchema),
  meters: ['character', 'input', 'output', 'output_audio', 'second', 'compute_second', 'request'],
  modes: ['unary', 'stream'],
  collect: collectSpeech,
  split: splitSpeech,
  bounds: speechBounds,
})

function speechBounds({ text }: SpeechRequest): Usage {
  const turns = typeof text === 'string' ? [{ text }] : text
  return knownUsage({ request: 1, character: turns.reduce((sum, turn) => sum + turn.text.length, 0) })
}

export type * from './parts.ts'
export type * from './request.ts'
export type * from './result.ts'
