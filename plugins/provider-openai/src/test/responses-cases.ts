import type { Behaviour } from '@lucid-gateway/simulators'
import type { ResponsesBody } from './responses-sides.ts'

export interface ResponsesCase {
  readonly name: string
  readonly body: ResponsesBody
  readonly behaviour?: Behaviour
}

type Input = NonNullable<ResponsesBody['input']>

const hello = 'Grüße 👋🏽, how are you?'
const user = (content: unknown): Input => [{ role: 'user', content }] as Input

const weather = {
  type: 'function',
  name: 'weather',
  description: 'Tells the weather.',
  strict: true,
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1 } },
    required: ['city', 'days'],
    additionalProperties: false,
  },
} as const
const clock = {
  type: 'function',
  name: 'clock',
  strict: null,
  parameters: { type: 'object', properties: {} },
} as const
const grep = { type: 'custom', name: 'grep', format: { type: 'text' } } as const

const person = {
  type: 'object',
  properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
  required: ['name', 'tags'],
  additionalProperties: false,
}
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** What the SDK and the plugin have to agree on, each of them whole and streamed. */
export const responsesCases: readonly ResponsesCase[] = [
  { name: 'text', body: { model: 'gpt-4o-mini', input: hello } },
  {
    name: 'a conversation with instructions',
    body: {
      model: 'gpt-4.1',
      instructions: 'Be brief.',
      input: [
        { role: 'developer', content: 'Be kind.' },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'one ' },
            { type: 'input_text', text: 'two' },
          ],
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
      input: hello,
      temperature: 0.3,
      top_p: 0.9,
      max_output_tokens: 100,
      metadata: { team: 'blue' },
      user: 'u-1',
    },
  },
  {
    name: 'fields that only this vendor knows',
    body: {
      model: 'gpt-5-mini',
      input: hello,
      prompt_cache_key: 'k',
      service_tier: 'flex',
      store: false,
      truncation: 'auto',
      text: { verbosity: 'low' },
      safety_identifier: 's-1',
    },
  },
  { name: 'one tool call', body: { model: 'gpt-4o', input: 'Use weather.', tools: [weather] } },
  {
    name: 'several tool calls at once',
    body: {
      model: 'gpt-5.4-mini',
      input: 'Use weather and clock.',
      tools: [weather, clock],
      tool_choice: 'auto',
      parallel_tool_calls: true,
    },
  },
  {
    name: 'text before a tool call',
    body: { model: 'gpt-4o', input: hello, tools: [clock] },
    behaviour: { text: 'Let me look.', toolCalls: [{ name: 'clock', arguments: '{}' }] },
  },
  {
    name: 'a tool that takes text',
    body: { model: 'gpt-5', input: hello, tools: [grep] },
    behaviour: { toolCalls: [{ name: 'grep', arguments: 'not { JSON' }] },
  },
  {
    name: 'a tool that has to be called, by its name',
    body: {
      model: 'gpt-4o',
      input: hello,
      tools: [weather, clock],
      tool_choice: { type: 'function', name: 'clock' },
      parallel_tool_calls: false,
    },
  },
  {
    name: 'a choice of tools',
    body: {
      model: 'gpt-4o',
      input: hello,
      tools: [weather, clock],
      tool_choice: {
        type: 'allowed_tools',
        mode: 'required',
        tools: [{ type: 'function', name: 'weather' }],
      },
    },
  },
  {
    name: 'results of tools',
    body: {
      model: 'gpt-4o',
      tools: [weather, clock, grep],
      input: [
        { role: 'user', content: 'Use weather and clock.' },
        { type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{"city":"Ulm","days":1}' },
        { type: 'function_call', id: 'fc_2', call_id: 'call_2', name: 'clock', arguments: '{}' },
        { type: 'custom_tool_call', call_id: 'call_3', name: 'grep', input: 'x' },
        { type: 'function_call_output', call_id: 'call_1', output: 'sunny' },
        {
          type: 'function_call_output',
          call_id: 'call_2',
          output: [
            { type: 'input_text', text: 'noon' },
            { type: 'input_image', image_url: `data:image/png;base64,${pixel}` },
          ],
        },
        { type: 'custom_tool_call_output', call_id: 'call_3', output: 'none' },
      ],
    },
  },
  {
    name: 'what the assistant said before, as it was given',
    body: {
      model: 'gpt-6-sol',
      input: [
        { role: 'user', content: 'one' },
        {
          type: 'message',
          id: 'msg_1',
          role: 'assistant',
          status: 'completed',
          phase: 'commentary',
          content: [
            {
              type: 'output_text',
              text: 'two',
              annotations: [
                {
                  type: 'url_citation',
                  url: 'https://example.com',
                  title: 'A page',
                  start_index: 0,
                  end_index: 3,
                },
                { type: 'file_citation', file_id: 'file-1', filename: 'a.pdf', index: 2 },
              ],
            },
          ],
        },
        { role: 'user', content: 'three' },
      ],
    },
  },
  {
    name: 'images and files',
    body: {
      model: 'gpt-4o',
      input: user([
        { type: 'input_text', text: 'What is this?' },
        { type: 'input_image', image_url: 'https://example.com/cat.png', detail: 'low' },
        { type: 'input_image', image_url: `data:image/png;base64,${pixel}` },
        { type: 'input_image', file_id: 'file-2' },
        { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0xLjQK' },
        { type: 'input_file', file_id: 'file-1' },
        { type: 'input_file', file_url: 'https://example.com/b.pdf' },
      ]),
    },
  },
  {
    name: 'structured output',
    body: {
      model: 'gpt-5',
      input: hello,
      text: { format: { type: 'json_schema', name: 'person', strict: true, schema: person } },
    },
  },
  {
    name: 'JSON without a schema',
    body: { model: 'gpt-4o', input: 'Say it in JSON.', text: { format: { type: 'json_object' } } },
  },
  {
    name: 'a summary of the reasoning',
    body: { model: 'gpt-5-mini', input: hello, reasoning: { effort: 'high', summary: 'detailed' } },
  },
  {
    name: 'reasoning in encrypted form',
    body: { model: 'gpt-5.5-pro', input: hello, store: false, include: ['reasoning.encrypted_content'] },
  },
  { name: 'a search', body: { model: 'gpt-5', input: 'sim:search=news', tools: [{ type: 'web_search' }] } },
  { name: 'a drawing', body: { model: 'gpt-5', input: 'sim:draw', tools: [{ type: 'image_generation' }] } },
  { name: 'a refusal', body: { model: 'gpt-4o', input: 'sim:refusal' } },
  {
    name: 'cached and written tokens',
    body: { model: 'gpt-5.6-sol', input: 'sim:cached=7 one two three four five six seven eight' },
    behaviour: { cacheWriteTokens: 4 },
  },
  {
    name: 'log-probabilities',
    body: { model: 'gpt-4o', input: hello, include: ['message.output_text.logprobs'], top_logprobs: 2 },
  },
  { name: 'an answer cut short', body: { model: 'gpt-4o', input: hello.repeat(20), max_output_tokens: 16 } },
  { name: 'an answer that was filtered', body: { model: 'gpt-4o', input: 'sim:filter one two three' } },
  { name: 'citations', body: { model: 'gpt-4o', input: 'sim:cite one two' } },
]
