import { type Capability, defineCapability } from '../capability.ts'
import { knownUsage, noUsage } from '../../usage/usage.ts'
import { lazySchema } from '../../standard-schema.ts'
import { collectChat } from './collect.ts'
import type { ChatPart } from './parts.ts'
import type { ChatRequest } from './request.ts'
import type { ChatResult } from './result.ts'
import { splitChat } from './split.ts'

/** Parts that only announce what is to come; a vendor that fails after them has said nothing yet. */
const heads: ReadonlySet<ChatPart['type']> = new Set([
  'start',
  'usage',
  'warning',
  'text-start',
  'reasoning-start',
  'refusal-start',
])

/** Conversation with a language model: messages in; text, reasoning, tool calls and sources out. */
export const chat: Capability<'chat', ChatRequest, ChatResult, ChatPart> = defineCapability<
  ChatResult,
  ChatPart
>()({
  id: 'chat',
  description: 'Converse with a language model.',
  request: lazySchema<ChatRequest>(async () => (await import('./request-schema.ts')).chatRequestSchema),
  meters: [
    'input',
    'cache_read',
    'cache_write',
    'cache_write_1h',
    'input_audio',
    'output',
    'reasoning',
    'output_audio',
    'search',
  ],
  modes: ['unary', 'stream'],
  commits: part => !heads.has(part.type),
  collect: collectChat,
  split: splitChat,
  bounds: ({ maxOutputTokens, candidates = 1 }) =>
    maxOutputTokens === undefined ? noUsage : knownUsage({ output: maxOutputTokens * candidates }),
})

export type * from './content.ts'
export type * from './message.ts'
export type * from './parts.ts'
export type * from './request.ts'
export type * from './result.ts'
export type * from './tool.ts'
