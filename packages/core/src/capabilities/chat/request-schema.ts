import { z } from 'zod'
import type { ChatRequest } from './request.ts'
import type { StandardSchema } from '../../standard-schema.ts'
import {
  extra,
  filePart,
  jsonObject,
  labels,
  noUndefined,
  reasoning,
  textPart,
  tool,
  toolChoice,
} from '../schema-kit.ts'

const reasoningPart = z.strictObject({
  type: z.literal('reasoning'),
  text: z.string(),
  signature: z.string().optional(),
  encrypted: z.string().optional(),
  extra,
})
const toolCall = z.strictObject({
  type: z.literal('tool-call'),
  id: z.string().min(1),
  name: z.string().min(1),
  input: z.string(),
  executed: z.boolean().optional(),
  extra,
})
const shorthand = z.string().transform(value => [{ type: 'text' as const, text: value }])
const toolResult = z.strictObject({
  type: z.literal('tool-result'),
  callId: z.string().min(1),
  name: z.string().optional(),
  content: z.union([shorthand, z.array(z.discriminatedUnion('type', [textPart, filePart]))]),
  failed: z.boolean().optional(),
  extra,
})
const refusal = z.strictObject({ type: z.literal('refusal'), text: z.string(), extra })
const source = z.strictObject({
  type: z.literal('source'),
  url: z.string().optional(),
  title: z.string().optional(),
  start: z.number().optional(),
  end: z.number().optional(),
  extra,
})

const name = z.string().optional()
const message = z.discriminatedUnion('role', [
  z.strictObject({
    role: z.enum(['system', 'developer']),
    content: z.union([shorthand, z.array(textPart)]),
    name,
    extra,
  }),
  z.strictObject({
    role: z.literal('user'),
    content: z.union([shorthand, z.array(z.discriminatedUnion('type', [textPart, filePart]))]),
    name,
    extra,
  }),
  z.strictObject({
    role: z.literal('assistant'),
    content: z.union([
      shorthand,
      z.array(
        z.discriminatedUnion('type', [
          textPart,
          filePart,
          reasoningPart,
          toolCall,
          toolResult,
          refusal,
          source,
        ]),
      ),
    ]),
    name,
    extra,
  }),
  z.strictObject({ role: z.literal('tool'), content: z.array(toolResult).min(1), extra }),
])

const responseFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json') }),
  z.strictObject({
    type: z.literal('json-schema'),
    name: z.string().min(1),
    schema: jsonObject,
    description: z.string().optional(),
    strict: z.boolean().optional(),
  }),
])

const penalty = z.number().min(-2).max(2).optional()

export const chatRequestSchema: StandardSchema<ChatRequest> = noUndefined<ChatRequest>(
  z.strictObject({
    messages: z.array(message).min(1),
    tools: z.array(tool).optional(),
    toolChoice: toolChoice.optional(),
    parallelToolCalls: z.boolean().optional(),
    responseFormat: responseFormat.optional(),
    maxOutputTokens: z.int().positive().optional(),
    temperature: z.number().min(0).max(2).optional(),
    topP: z.number().min(0).max(1).optional(),
    topK: z.int().positive().optional(),
    presencePenalty: penalty,
    frequencyPenalty: penalty,
    stop: z.array(z.string()).optional(),
    seed: z.int().optional(),
    candidates: z.int().min(1).max(128).optional(),
    reasoning: reasoning.optional(),
    logprobs: z.strictObject({ top: z.int().min(0).max(20).optional() }).optional(),
    verbosity: z.string().optional(),
    user: z.string().optional(),
    metadata: labels,
    extra,
  }),
)
