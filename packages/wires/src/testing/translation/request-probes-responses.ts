import type { JsonObject } from '@lucid-gateway/core'
import type { ProbeSet } from './probe-set.ts'

const user = { role: 'user', content: 'Hi' } as const
const parameters = { type: 'object', properties: { a: { type: 'string' } } } as const
const tool = { type: 'function', name: 'probe_tool', description: 'd', parameters, strict: false } as const
const call = {
  type: 'function_call',
  id: 'fc_1',
  call_id: 'call_1',
  name: 'probe_tool',
  arguments: '{"a":"b"}',
} as const
const result = { type: 'function_call_output', call_id: 'call_1', output: 'probe result' } as const
const said = (...content: readonly JsonObject[]): JsonObject => ({ input: [{ role: 'user', content }] })
const after = (...items: readonly JsonObject[]): JsonObject => ({ input: [user, ...items, user] })
const spoken = (content: JsonObject): JsonObject => ({
  type: 'message',
  id: 'msg_1',
  status: 'completed',
  role: 'assistant',
  content: [content],
})
const citation = {
  type: 'url_citation',
  url: 'https://probe.test/',
  title: 'probe',
  start_index: 0,
  end_index: 3,
} as const
const search = {
  type: 'web_search_call',
  id: 'ws_1',
  status: 'completed',
  action: { type: 'search', query: 'probe' },
} as const

/** The fields of https://developers.openai.com/api/reference/resources/responses/methods/create */
export const responsesRequests: ProbeSet = {
  plain: { model: 'm', input: [user], store: false },
  probes: [
    ['instructions', 'instructions', { instructions: 'probe' }],
    [
      'developer’s instructions',
      'input: developer',
      { input: [{ role: 'developer', content: 'probe' }, user] },
    ],
    [
      'instructions amid the conversation',
      'input: system',
      { input: [user, { role: 'system', content: 'probe' }, user] },
    ],
    [
      'image by URL',
      'input_image',
      said({ type: 'input_image', image_url: 'https://probe.test/a.png', detail: 'auto' }),
    ],
    [
      'image as bytes',
      'input_image',
      said({ type: 'input_image', image_url: 'data:image/png;base64,aGk=', detail: 'auto' }),
    ],
    [
      'image by reference',
      'input_image.file_id',
      said({ type: 'input_image', file_id: 'file-probe', detail: 'auto' }),
    ],
    [
      'image detail',
      'input_image.detail',
      said({ type: 'input_image', image_url: 'https://probe.test/a.png', detail: 'low' }),
    ],
    [
      'PDF as bytes',
      'input_file.file_data',
      said({ type: 'input_file', file_data: 'data:application/pdf;base64,JVBERi0=', filename: 'probe.pdf' }),
    ],
    ['PDF by URL', 'input_file.file_url', said({ type: 'input_file', file_url: 'https://probe.test/a.pdf' })],
    ['file by reference', 'input_file.file_id', said({ type: 'input_file', file_id: 'file-probe' })],
    [
      'cache marker',
      'prompt_cache_breakpoint',
      said({ type: 'input_text', text: 'Hi', prompt_cache_breakpoint: { mode: 'explicit' } }),
    ],
    ['refusal of an earlier turn', 'input: refusal', after(spoken({ type: 'refusal', refusal: 'probe' }))],
    [
      'citations of an earlier turn',
      'annotations',
      after(spoken({ type: 'output_text', text: 'Yes', annotations: [citation] })),
    ],
    [
      'phase of an earlier turn',
      'phase',
      after({ ...spoken({ type: 'output_text', text: 'Yes', annotations: [] }), phase: 'commentary' }),
    ],
    [
      'reasoning of an earlier turn',
      'input: reasoning',
      after(
        {
          type: 'reasoning',
          id: 'rs_1',
          summary: [{ type: 'summary_text', text: 'probe' }],
          encrypted_content: 'gAAA-probe',
        },
        spoken({ type: 'output_text', text: 'Yes', annotations: [] }),
      ),
    ],
    [
      'vendor’s tools of an earlier turn',
      'input: web_search_call',
      after(search, spoken({ type: 'output_text', text: 'Yes', annotations: [] })),
    ],
    ['item by reference', 'input: item_reference', after({ type: 'item_reference', id: 'msg_probe' })],
    [
      'compacted conversation',
      'input: compaction',
      after({ type: 'compaction', encrypted_content: 'gAAA-probe' }),
    ],
    ['functions', 'tools', { tools: [tool] }],
    ['strict functions', 'tools: strict', { tools: [{ ...tool, strict: true }] }],
    ['functions loaded later', 'tools: defer_loading', { tools: [{ ...tool, defer_loading: true }] }],
    ['tool with free text', 'tools: custom', { tools: [{ type: 'custom', name: 'probe' }] }],
    ['calls and results', 'function_call', { tools: [tool], ...after(call, result) }],
    [
      'several calls at once',
      'function_call',
      {
        tools: [tool],
        ...after(call, { ...call, id: 'fc_2', call_id: 'call_2' }, result, { ...result, call_id: 'call_2' }),
      },
    ],
    [
      'results with images',
      'function_call_output',
      {
        tools: [tool],
        ...after(call, {
          ...result,
          output: [
            { type: 'input_text', text: 'probe' },
            { type: 'input_image', image_url: 'https://probe.test/a.png', detail: 'auto' },
          ],
        }),
      },
    ],
    ['web search', 'tools: web_search', { tools: [{ type: 'web_search' }] }],
    [
      'code that the vendor runs',
      'tools: code_interpreter',
      { tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] },
    ],
    [
      'files that the vendor searches',
      'tools: file_search',
      { tools: [{ type: 'file_search', vector_store_ids: ['vs_probe'] }] },
    ],
    ['pictures that the model draws', 'tools: image_generation', { tools: [{ type: 'image_generation' }] }],
    [
      'MCP servers',
      'tools: mcp',
      { tools: [{ type: 'mcp', server_label: 'probe', server_url: 'https://probe.test/' }] },
    ],
    ['no tool', 'tool_choice: none', { tools: [tool], tool_choice: 'none' }],
    ['any tool', 'tool_choice: required', { tools: [tool], tool_choice: 'required' }],
    [
      'one tool',
      'tool_choice: function',
      { tools: [tool], tool_choice: { type: 'function', name: 'probe_tool' } },
    ],
    [
      'one tool of the vendor’s',
      'tool_choice: web_search',
      { tools: [tool, { type: 'web_search' }], tool_choice: { type: 'web_search' } },
    ],
    [
      'allowed tools',
      'tool_choice: allowed_tools',
      {
        tools: [tool, { ...tool, name: 'other' }],
        tool_choice: {
          type: 'allowed_tools',
          mode: 'auto',
          tools: [{ type: 'function', name: 'probe_tool' }],
        },
      },
    ],
    ['one call at a time', 'parallel_tool_calls', { tools: [tool], parallel_tool_calls: false }],
    ['most calls of the vendor’s tools', 'max_tool_calls', { tools: [tool], max_tool_calls: 3 }],
    [
      'structured output',
      'text.format: json_schema',
      { text: { format: { type: 'json_schema', name: 'probe', schema: parameters, strict: true } } },
    ],
    [
      'description of a schema',
      'text.format.description',
      {
        text: {
          format: {
            type: 'json_schema',
            name: 'probe',
            description: 'probed',
            schema: parameters,
            strict: true,
          },
        },
      },
    ],
    ['JSON of any kind', 'text.format: json_object', { text: { format: { type: 'json_object' } } }],
    ['reasoning effort', 'reasoning.effort', { reasoning: { effort: 'high' } }],
    ['reasoning off', 'reasoning.effort: none', { reasoning: { effort: 'none' } }],
    ['summary of the reasoning', 'reasoning.summary', { reasoning: { effort: 'high', summary: 'detailed' } }],
    [
      'other options of reasoning',
      'reasoning.context',
      { reasoning: { effort: 'high', context: 'all_turns' } },
    ],
    ['most tokens of output', 'max_output_tokens', { max_output_tokens: 4242 }],
    ['temperature', 'temperature', { temperature: 0.375 }],
    ['temperature above 1', 'temperature', { temperature: 1.5 }],
    ['top p', 'top_p', { top_p: 0.375 }],
    [
      'log-probabilities',
      'include, top_logprobs',
      { include: ['message.output_text.logprobs'], top_logprobs: 3 },
    ],
    ['log-probabilities', 'top_logprobs', { top_logprobs: 3 }],
    ['encrypted reasoning', 'include', { include: ['reasoning.encrypted_content'] }],
    ['what else to include', 'include', { include: ['web_search_call.action.sources'] }],
    ['verbosity', 'text.verbosity', { text: { verbosity: 'low' } }],
    ['end user', 'user', { user: 'probe' }],
    ['end user', 'safety_identifier', { safety_identifier: 'probe' }],
    ['labels', 'metadata', { metadata: { key: 'probe' } }],
    ['service tier', 'service_tier', { service_tier: 'flex' }],
    ['kept by the vendor', 'store', { store: true }],
    ['an answer before', 'previous_response_id', { previous_response_id: 'resp_probe' }],
    ['conversation that the vendor keeps', 'conversation', { conversation: 'conv_probe' }],
    ['prompt that the vendor keeps', 'prompt', { prompt: { id: 'pmpt_probe' } }],
    ['in the background', 'background', { background: true }],
    ['truncation', 'truncation', { truncation: 'auto' }],
    [
      'context management',
      'context_management',
      { context_management: [{ type: 'compaction', compact_threshold: 4242 }] },
    ],
    ['key of the cache', 'prompt_cache_key', { prompt_cache_key: 'probe' }],
    ['how the cache is kept', 'prompt_cache_retention', { prompt_cache_retention: '24h' }],
    ['how the cache is kept', 'prompt_cache_options', { prompt_cache_options: { ttl: '24h' } }],
    ['moderation', 'moderation', { moderation: { model: 'probe' } }],
    ['programs with access', 'access_programs', { access_programs: ['probe'] }],
  ],
}
