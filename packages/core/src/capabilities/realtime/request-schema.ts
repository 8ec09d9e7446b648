import { z } from 'zod'
import type { StandardSchema } from '../../standard-schema.ts'
import { noUndefined, reasoning, requestTail, tool, toolChoice } from '../schema-kit.ts'
import type { RealtimeRequest } from './request.ts'

const format = z.strictObject({ encoding: z.string().min(1), sampleRate: z.int().positive().optional() })
const milliseconds = z.int().min(0).optional()

const input = z.strictObject({
  format: format.optional(),
  transcription: z
    .strictObject({
      model: z.string().optional(),
      language: z.string().optional(),
      prompt: z.string().optional(),
      keywords: z.array(z.string()).optional(),
    })
    .optional(),
  turns: z
    .strictObject({
      by: z.enum(['client', 'silence', 'meaning']),
      threshold: z.number().min(0).max(1).optional(),
      prefixMs: milliseconds,
      silenceMs: milliseconds,
      eagerness: z.enum(['auto', 'low', 'medium', 'high']).optional(),
      respond: z.boolean().optional(),
      interrupt: z.boolean().optional(),
    })
    .optional(),
  noiseReduction: z.enum(['near', 'far', 'none']).optional(),
})

const output = z.strictObject({
  format: format.optional(),
  voice: z.string().optional(),
  speed: z.number().positive().optional(),
})

export const realtimeRequestSchema: StandardSchema<RealtimeRequest> = noUndefined<RealtimeRequest>(
  z.strictObject({
    purpose: z.enum(['conversation', 'transcription', 'translation']).optional(),
    instructions: z.string().optional(),
    modalities: z
      .array(z.enum(['audio', 'text']))
      .min(1)
      .optional(),
    input: input.optional(),
    output: output.optional(),
    tools: z.array(tool).optional(),
    toolChoice: toolChoice.optional(),
    maxOutputTokens: z.int().positive().optional(),
    temperature: z.number().min(0).max(2).optional(),
    reasoning: reasoning.optional(),
    translateTo: z.string().optional(),
    ...requestTail,
  }),
)
