import type { JsonObject } from '@lucid-gateway/core'
import type { ProbeSet } from './probe-set.ts'

const user = { role: 'user', content: 'Hi' } as const
const parameters = { type: 'object', properties: { a: { type: 'string' } } } as const
const tool = { type: 'function', function: { name: 'probe_tool', description: 'd', parameters } } as const
const call = {
  id: 'call_1',
  type: 'function',
  function: { name: 'probe_tool', arguments: '{"a":"b"}' },
} as const
const said = (...content: readonly JsonObject[]): JsonObject => ({ messages: [{ role: 'user', content }] })
const answered = (assistant: JsonObject, ...more: readonly JsonObject[]): JsonObject => ({
  messages: [user, { role: 'assistant', content: 'Yes', ...assistant }, ...more, user],
})
const result = { role: 'tool', tool_call_id: 'call_1', content: 'probe result' } as const

/** The fields of https://platform.openai.com/docs/api-reference/chat/create */
export const chatRequests: ProbeSet = {
  plain: { model: 'm', messages: [user] },
  probes: [
    ['instructions', 'messages: system', { messages: [{ role: 'system', content: 'probe' }, user] }],
    [
      'developer’s instructions',
      'messages: developer',
      { messages: [{ role: 'developer', content: 'probe' }, user] },
    ],
    [
      'instructions amid the conversation',
      'messages: system',
      { messages: [user, { role: 'system', content: 'probe' }, user] },
    ],
    ['name of who speaks', 'messages: name', { messages: [{ ...user, name: 'probe' }] }],
    [
      'image by URL',
      'image_url',
      said({ type: 'image_url', image_url: { url: 'https://probe.test/a.png' } }),
    ],
    [
      'image as bytes',
      'image_url',
      said({ type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=' } }),
    ],
    [
      'image detail',
      'image_url.detail',
      said({ type: 'image_url', image_url: { url: 'https://probe.test/a.png', detail: 'low' } }),
    ],
    [
      'PDF as bytes',
      'file.file_data',
      said({
        type: 'file',
        file: { file_data: 'data:application/pdf;base64,JVBERi0=', filename: 'probe.pdf' },
      }),
    ],
    ['file by reference', 'file.file_id', said({ type: 'file', file: { file_id: 'file-probe' } })],
    [
      'audio as bytes',
      'input_audio',
      said({ type: 'input_audio', input_audio: { data: 'aGk=', format: 'wav' } }),
    ],
    [
      'cache marker',
      'prompt_cache_breakpoint',
      said({ type: 'text', text: 'Hi', prompt_cache_breakpoint: { mode: 'explicit' } }),
    ],
    ['refusal of an earlier turn', 'messages: refusal', answered({ content: null, refusal: 'probe' })],
    [
      'audio of an earlier turn',
      'messages: audio',
      answered({ content: null, audio: { id: 'audio_probe' } }),
    ],
    ['functions', 'tools', { tools: [tool] }],
    [
      'strict functions',
      'tools: strict',
      { tools: [{ type: 'function', function: { ...tool.function, strict: true } }] },
    ],
    ['tool with free text', 'tools: custom', { tools: [{ type: 'custom', custom: { name: 'probe' } }] }],
    ['functions, old form', 'functions', { functions: [tool.function], function_call: 'auto' }],
    ['calls and results', 'tool_calls', { tools: [tool], ...answered({ tool_calls: [call] }, result) }],
    [
      'several calls at once',
      'tool_calls',
      {
        tools: [tool],
        ...answered({ tool_calls: [call, { ...call, id: 'call_2' }] }, result, {
          ...result,
          tool_call_id: 'call_2',
        }),
      },
    ],
    [
      'call with broken arguments',
      'tool_calls',
      {
        tools: [tool],
        ...answered(
          { tool_calls: [{ ...call, function: { ...call.function, arguments: '{"probe' } }] },
          result,
        ),
      },
    ],
    ['no tool', 'tool_choice: none', { tools: [tool], tool_choice: 'none' }],
    ['any tool', 'tool_choice: required', { tools: [tool], tool_choice: 'required' }],
    [
      'one tool',
      'tool_choice: function',
      { tools: [tool], tool_choice: { type: 'function', function: { name: 'probe_tool' } } },
    ],
    [
      'allowed tools',
      'tool_choice: allowed_tools',
      {
        tools: [tool, { type: 'function', function: { name: 'other', parameters } }],
        tool_choice: {
          type: 'allowed_tools',
          allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'probe_tool' } }] },
        },
      },
    ],
    ['one call at a time', 'parallel_tool_calls', { tools: [tool], parallel_tool_calls: false }],
    ['web search', 'web_search_options', { web_search_options: { search_context_size: 'low' } }],
    [
      'structured output',
      'response_format: json_schema',
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'probe', schema: parameters, strict: true },
        },
      },
    ],
    [
      'description of a schema',
      'json_schema.description',
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'probe', description: 'probed', schema: parameters, strict: true },
        },
      },
    ],
    ['JSON of any kind', 'response_format: json_object', { response_format: { type: 'json_object' } }],
    ['reasoning effort', 'reasoning_effort', { reasoning_effort: 'high' }],
    ['reasoning off', 'reasoning_effort: none', { reasoning_effort: 'none' }],
    ['most tokens of output', 'max_completion_tokens', { max_completion_tokens: 4242 }],
    ['temperature', 'temperature', { temperature: 0.375 }],
    ['temperature above 1', 'temperature', { temperature: 1.5 }],
    ['top p', 'top_p', { top_p: 0.375 }],
    ['stop sequences', 'stop', { stop: ['probe'] }],
    ['seed', 'seed', { seed: 4242 }],
    ['presence penalty', 'presence_penalty', { presence_penalty: 0.375 }],
    ['frequency penalty', 'frequency_penalty', { frequency_penalty: 0.375 }],
    ['bias of tokens', 'logit_bias', { logit_bias: { 50256: -42 } }],
    ['log-probabilities', 'logprobs', { logprobs: true, top_logprobs: 3 }],
    ['several answers', 'n', { n: 3 }],
    ['verbosity', 'verbosity', { verbosity: 'low' }],
    ['predicted output', 'prediction', { prediction: { type: 'content', content: 'probe' } }],
    [
      'spoken answer',
      'modalities, audio',
      { modalities: ['text', 'audio'], audio: { voice: 'probe', format: 'wav' } },
    ],
    ['end user', 'user', { user: 'probe' }],
    ['end user', 'safety_identifier', { safety_identifier: 'probe' }],
    ['labels', 'metadata', { metadata: { key: 'probe' } }],
    ['service tier', 'service_tier', { service_tier: 'flex' }],
    ['kept by the vendor', 'store', { store: true }],
    ['key of the cache', 'prompt_cache_key', { prompt_cache_key: 'probe' }],
    ['how the cache is kept', 'prompt_cache_retention', { prompt_cache_retention: '24h' }],
    ['how the cache is kept', 'prompt_cache_options', { prompt_cache_options: { ttl: '24h' } }],
    ['moderation', 'moderation', { moderation: { model: 'probe' } }],
  ],
}
