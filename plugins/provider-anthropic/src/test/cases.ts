import type { AnthropicBehaviour } from '@lucid-gateway/simulators'
import type { Question } from './sides.ts'

export interface Case extends Question {
  readonly name: string
  readonly behaviour?: AnthropicBehaviour
}

type Messages = Question['body']['messages']

const model = 'claude-sonnet-5-5'
const max_tokens = 2000
const user = (content: Messages[number]['content']): Messages => [{ role: 'user', content }] as Messages
const hello = user('Grüße 👋🏽, how are you?')
const usual = { model, max_tokens, messages: hello }

const weather = {
  name: 'weather',
  description: 'Tells the weather.',
  strict: true,
  input_schema: {
    type: 'object' as const,
    properties: { city: { type: 'string' }, days: { type: 'integer' } },
    required: ['city', 'days'],
    additionalProperties: false,
  },
}
const clock = { name: 'clock', input_schema: { type: 'object' as const, properties: {} } }
const call = { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Ulm', days: 1 } } as const
const otherCall = { type: 'tool_use', id: 'toolu_2', name: 'clock', input: {} } as const
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const cached = { cache_control: { type: 'ephemeral', ttl: '1h' } } as const

/** What the SDK and the plugin have to agree on, each of them whole and streamed. */
export const cases: readonly Case[] = [
  { name: 'text', body: usual },
  {
    name: 'a conversation with instructions',
    body: {
      ...usual,
      system: 'Be brief.',
      messages: [...user('one'), { role: 'assistant', content: 'two' }, ...user('three')],
    },
  },
  {
    name: 'instructions between messages',
    body: {
      ...usual,
      messages: [
        ...hello,
        { role: 'system', content: 'Be kind.' },
        { role: 'assistant', content: 'I am.' },
        ...hello,
      ],
    },
  },
  { name: 'blocks of plain text', body: { ...usual, messages: user([{ type: 'text', text: 'one' }]) } },
  {
    name: 'cache markers',
    body: {
      ...usual,
      system: [{ type: 'text', text: 'Be brief.', ...cached }],
      messages: user([
        { type: 'text', text: 'one', ...cached },
        { type: 'text', text: 'two' },
      ]),
      tools: [{ ...clock, ...cached }],
      cache_control: { type: 'ephemeral' },
    },
    behaviour: { cacheReadTokens: 3, cacheWriteTokens: 2, hourCacheTokens: 4 },
  },
  {
    name: 'limits and labels',
    body: { ...usual, stop_sequences: ['zebra', 'are'], metadata: { user_id: 'u-1' }, service_tier: 'auto' },
  },
  {
    name: 'sampling, in the older version',
    body: { ...usual, model: 'claude-haiku-4-5', ...{ temperature: 0.3, top_k: 5 } },
    head: { version: '2023-06-01' },
  },
  {
    name: 'betas',
    body: usual,
    head: { betas: ['context-1m-2025-08-07', 'interleaved-thinking-2025-05-14'] },
  },
  { name: 'one tool call', body: { ...usual, messages: user('Use weather.'), tools: [weather] } },
  {
    name: 'several tool calls at once',
    body: {
      ...usual,
      messages: user('Use weather and clock.'),
      tools: [weather, clock],
      tool_choice: { type: 'auto', disable_parallel_tool_use: false },
    },
  },
  {
    name: 'text before a tool call',
    body: { ...usual, tools: [clock] },
    behaviour: { text: 'Let me look.', toolCalls: [{ name: 'clock', input: {} }] },
  },
  {
    name: 'a tool that has to be called, by its name',
    body: {
      ...usual,
      tools: [weather, clock],
      tool_choice: { type: 'tool', name: 'clock', disable_parallel_tool_use: true },
    },
  },
  { name: 'no tool at all', body: { ...usual, tools: [clock], tool_choice: { type: 'none' } } },
  {
    name: 'results of tools',
    body: {
      ...usual,
      tools: [weather, clock],
      messages: [
        ...user('Use weather and clock.'),
        { role: 'assistant', content: [call, otherCall] },
        ...user([
          { type: 'tool_result', tool_use_id: 'toolu_1', content: 'sunny' },
          {
            type: 'tool_result',
            tool_use_id: 'toolu_2',
            is_error: true,
            content: [
              { type: 'text', text: 'stopped' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: pixel } },
            ],
          },
          { type: 'text', text: 'So?' },
        ]),
      ],
    },
  },
  {
    name: 'images, by address, inline and by id',
    body: {
      ...usual,
      messages: user([
        { type: 'text', text: 'What is this?' },
        { type: 'image', source: { type: 'url', url: 'https://example.com/cat.png' } },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: pixel }, ...cached },
        { type: 'image', source: { type: 'file', file_id: 'file_1' } },
      ]),
    },
  },
  {
    name: 'documents of each kind',
    body: {
      ...usual,
      messages: user([
        {
          type: 'document',
          source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0xLjQK' },
          title: 'a.pdf',
          context: 'c',
          citations: { enabled: true },
        },
        { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'plain 😀' } },
        { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
        { type: 'document', source: { type: 'file', file_id: 'file_2' } },
        { type: 'document', source: { type: 'content', content: 'blocks' } },
        { type: 'search_result', source: 's', title: 't', content: [{ type: 'text', text: 'r' }] },
        { type: 'text', text: 'Compare.' },
      ]),
    },
  },
  {
    name: 'structured output',
    body: {
      ...usual,
      output_config: {
        effort: 'low',
        format: {
          type: 'json_schema',
          schema: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
        },
      },
    },
  },
  { name: 'a model that always thinks', body: { ...usual, model: 'claude-opus-5-5' } },
  {
    name: 'thinking that is shown',
    body: {
      ...usual,
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'xhigh' },
    },
  },
  {
    name: 'thinking by a budget',
    body: { ...usual, model: 'claude-haiku-4-5', thinking: { type: 'enabled', budget_tokens: 1024 } },
  },
  { name: 'no thinking', body: { ...usual, thinking: { type: 'disabled' } } },
  {
    name: 'thinking that nobody may read',
    body: { ...usual, thinking: { type: 'adaptive' } },
    behaviour: { redacted: true },
  },
  {
    name: 'a search, and what it found',
    body: { ...usual, tools: [{ type: 'web_search_20260318', name: 'web_search', max_uses: 2 }] },
    behaviour: { search: true },
  },
  {
    name: 'a block that nobody knows',
    body: usual,
    behaviour: { blocks: [{ type: 'from_the_future', what: { a: 1 } }] },
  },
  { name: 'a refusal', body: { ...usual, messages: user('sim:refusal') } },
  { name: 'a turn that pauses', body: { ...usual, messages: user('sim:pause') } },
  { name: 'an answer cut short', body: { ...usual, max_tokens: 2 } },
]
