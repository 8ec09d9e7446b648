import type { Behaviour } from '@lucid-gateway/simulators'
import type { ChatBody } from './sides.ts'

export interface Case {
  readonly name: string
  readonly body: ChatBody
  readonly behaviour?: Behaviour
}

type Messages = ChatBody['messages']

const user = (content: Messages[number]['content']): Messages => [{ role: 'user', content }] as Messages
const hello = user('Grüße 👋🏽, how are you?')

const weather = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'Tells the weather.',
    strict: true,
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1 } },
      required: ['city', 'days'],
      additionalProperties: false,
    },
  },
} as const
const clock = {
  type: 'function',
  function: { name: 'clock', parameters: { type: 'object', properties: {} } },
} as const

const person = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    tags: { type: 'array', items: { type: 'string', enum: ['a', 'b'] } },
    friend: { anyOf: [{ $ref: '#' }, { type: 'null' }] },
  },
  required: ['name', 'tags', 'friend'],
  additionalProperties: false,
}

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** What the SDK and the plugin have to agree on, each of them whole and streamed. */
export const cases: readonly Case[] = [
  { name: 'text', body: { model: 'gpt-4o-mini', messages: hello } },
  {
    name: 'a conversation with instructions',
    body: {
      model: 'gpt-4.1',
      messages: [
        { role: 'system', content: 'Be brief.', name: 'rules' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'one ' },
            { type: 'text', text: 'two' },
          ],
          name: 'ann',
        },
        { role: 'assistant', content: 'three' },
        { role: 'user', content: 'four' },
      ],
    },
  },
  {
    name: 'sampling, limits and labels',
    body: {
      model: 'gpt-4o',
      messages: hello,
      temperature: 0.3,
      top_p: 0.9,
      presence_penalty: 0.5,
      frequency_penalty: -0.5,
      seed: 7,
      stop: ['zebra', 'are'],
      max_completion_tokens: 100,
      user: 'u-1',
      metadata: { team: 'blue' },
    },
  },
  {
    name: 'fields that only this vendor knows',
    body: {
      model: 'gpt-5-mini',
      messages: hello,
      prompt_cache_key: 'k',
      service_tier: 'flex',
      store: false,
      verbosity: 'low',
      safety_identifier: 's-1',
    },
  },
  { name: 'one tool call', body: { model: 'gpt-4o', messages: user('Use weather.'), tools: [weather] } },
  {
    name: 'several tool calls at once',
    body: {
      model: 'gpt-5.4-mini',
      messages: user('Use weather and clock.'),
      tools: [weather, clock],
      tool_choice: 'auto',
      parallel_tool_calls: true,
    },
  },
  {
    name: 'text before a tool call',
    body: { model: 'gpt-4o', messages: hello, tools: [clock] },
    behaviour: { text: 'Let me look.', toolCalls: [{ name: 'clock', arguments: '{}' }] },
  },
  {
    name: 'a tool that has to be called, by its name',
    body: {
      model: 'gpt-4o',
      messages: hello,
      tools: [weather, clock],
      tool_choice: { type: 'function', function: { name: 'clock' } },
      parallel_tool_calls: false,
    },
  },
  {
    name: 'a choice of tools',
    body: {
      model: 'gpt-4o',
      messages: hello,
      tools: [weather, clock],
      tool_choice: {
        type: 'allowed_tools',
        allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'weather' } }] },
      },
    },
  },
  {
    name: 'results of tools',
    body: {
      model: 'gpt-4o',
      tools: [weather, clock],
      messages: [
        { role: 'user', content: 'Use weather and clock.' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              id: 'call_1',
              type: 'function',
              function: { name: 'weather', arguments: '{"city":"Ulm","days":1}' },
            },
            { id: 'call_2', type: 'function', function: { name: 'clock', arguments: '{}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'sunny' },
        { role: 'tool', tool_call_id: 'call_2', content: [{ type: 'text', text: 'noon' }] },
      ],
    },
  },
  {
    name: 'images, by address and inline',
    body: {
      model: 'gpt-4o',
      messages: user([
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: 'https://example.com/cat.png', detail: 'low' } },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } },
      ]),
    },
  },
  {
    name: 'files, inline and by id',
    body: {
      model: 'gpt-4o',
      messages: user([
        { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0xLjQK' } },
        { type: 'file', file: { file_id: 'file-1' } },
      ]),
    },
  },
  {
    name: 'structured output',
    body: {
      model: 'gpt-5',
      messages: hello,
      response_format: { type: 'json_schema', json_schema: { name: 'person', strict: true, schema: person } },
    },
  },
  {
    name: 'JSON without a schema',
    body: { model: 'gpt-4o', messages: user('Say it in JSON.'), response_format: { type: 'json_object' } },
  },
  {
    name: 'instructions to a model that reasons',
    body: { model: 'o3', messages: [{ role: 'system', content: 'Be brief.' }, ...hello] },
  },
  { name: 'reasoning', body: { model: 'gpt-5-mini', messages: hello, reasoning_effort: 'high' } },
  {
    name: 'sampling while it does not reason',
    body: {
      model: 'gpt-5.4-mini',
      messages: hello,
      reasoning_effort: 'none',
      temperature: 0.5,
      logprobs: true,
    },
  },
  { name: 'a refusal', body: { model: 'gpt-4o', messages: user('sim:refusal') } },
  {
    name: 'cached and written tokens',
    body: { model: 'gpt-5.6-sol', messages: user('sim:cached=7 one two three four five six seven eight') },
    behaviour: { cacheWriteTokens: 4 },
  },
  { name: 'log-probabilities', body: { model: 'gpt-4o', messages: hello, logprobs: true, top_logprobs: 2 } },
  { name: 'several answers', body: { model: 'gpt-4o', messages: hello, n: 3 } },
  { name: 'an answer cut short', body: { model: 'gpt-4o', messages: hello, max_completion_tokens: 2 } },
  {
    name: 'an answer that was filtered',
    body: { model: 'gpt-4o', messages: user('sim:filter one two three') },
  },
  { name: 'citations', body: { model: 'gpt-4o', messages: user('sim:cite one two') } },
]
