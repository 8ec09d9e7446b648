import type { JsonObject } from '@lucid-gateway/core'
import type { ProbeSet } from './probe-set.ts'

const user = { role: 'user', content: 'Hi' } as const
const schema = { type: 'object', properties: { a: { type: 'string' } } } as const
const tool = { name: 'probe_tool', description: 'd', input_schema: schema } as const
const call = { type: 'tool_use', id: 'toolu_1', name: 'probe_tool', input: { a: 'b' } } as const
const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'probe result' } as const
const marker = { cache_control: { type: 'ephemeral' } } as const
const png = { type: 'base64', media_type: 'image/png', data: 'aGk=' } as const
const said = (...content: readonly JsonObject[]): JsonObject => ({ messages: [{ role: 'user', content }] })
const answered = (
  content: readonly JsonObject[],
  next: readonly JsonObject[] = [{ type: 'text', text: 'Hi' }],
): JsonObject => ({
  messages: [user, { role: 'assistant', content }, { role: 'user', content: next }],
})
const yes = { type: 'text', text: 'Yes' } as const
const citation = {
  type: 'char_location',
  cited_text: 'probe',
  document_index: 0,
  document_title: 'd',
  start_char_index: 0,
  end_char_index: 5,
} as const

/** The fields of https://platform.claude.com/docs/en/api/messages/create */
export const messagesRequests: ProbeSet = {
  plain: { model: 'm', max_tokens: 4000, messages: [user] },
  probes: [
    ['instructions', 'system', { system: 'probe' }],
    [
      'instructions amid the conversation',
      'messages: system',
      { messages: [user, { role: 'system', content: 'probe' }] },
    ],
    [
      'image by URL',
      'image',
      said({ type: 'image', source: { type: 'url', url: 'https://probe.test/a.png' } }),
    ],
    ['image as bytes', 'image', said({ type: 'image', source: png })],
    [
      'image by reference',
      'image: file',
      said({ type: 'image', source: { type: 'file', file_id: 'file_probe' } }),
    ],
    [
      'PDF as bytes',
      'document',
      said({
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' },
        title: 'probe',
      }),
    ],
    [
      'PDF by URL',
      'document',
      said({ type: 'document', source: { type: 'url', url: 'https://probe.test/a.pdf' } }),
    ],
    [
      'plain text document',
      'document: text',
      said({
        type: 'document',
        source: { type: 'text', media_type: 'text/plain', data: 'a text' },
        title: 'probe',
      }),
    ],
    [
      'document in pieces',
      'document: content',
      said({ type: 'document', source: { type: 'content', content: 'probe' } }),
    ],
    [
      'document’s context, citations',
      'document.context',
      said({
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' },
        context: 'probe',
        citations: { enabled: true },
      }),
    ],
    [
      'file by reference',
      'document: file',
      said({ type: 'document', source: { type: 'file', file_id: 'file_probe' } }),
    ],
    [
      'results of a search',
      'search_result',
      said({ type: 'search_result', source: 'probe', title: 't', content: [{ type: 'text', text: 'x' }] }),
    ],
    [
      'file for the vendor’s tools',
      'container_upload',
      said({ type: 'container_upload', file_id: 'file_probe' }),
    ],
    ['cache marker', 'cache_control of a block', said({ type: 'text', text: 'Hi', ...marker })],
    [
      'cache marker on instructions',
      'cache_control of system',
      { system: [{ type: 'text', text: 'Be brief.', ...marker }] },
    ],
    ['cache marker on a tool', 'cache_control of a tool', { tools: [{ ...tool, ...marker }] }],
    ['cache marker for all', 'cache_control', marker],
    [
      'signed reasoning of an earlier turn',
      'thinking',
      answered([{ type: 'thinking', thinking: 'probe', signature: 'sig' }, yes]),
    ],
    [
      'hidden reasoning of an earlier turn',
      'redacted_thinking',
      answered([{ type: 'redacted_thinking', data: 'probe' }, yes]),
    ],
    ['citations of an earlier turn', 'citations', answered([{ ...yes, citations: [citation] }])],
    [
      'vendor’s tools of an earlier turn',
      'server_tool_use',
      answered([
        { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'probe' } },
        { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
        yes,
      ]),
    ],
    ['functions', 'tools', { tools: [tool] }],
    ['strict functions', 'tools: strict', { tools: [{ ...tool, strict: true }] }],
    [
      'examples of input',
      'tools: input_examples',
      { tools: [{ ...tool, input_examples: [{ a: 'probe' }] }] },
    ],
    ['functions loaded later', 'tools: defer_loading', { tools: [{ ...tool, defer_loading: true }] }],
    ['calls and results', 'tool_use', { tools: [tool], ...answered([call], [result]) }],
    [
      'several calls at once',
      'tool_use',
      {
        tools: [tool],
        ...answered([call, { ...call, id: 'toolu_2' }], [result, { ...result, tool_use_id: 'toolu_2' }]),
      },
    ],
    [
      'results with images',
      'tool_result',
      {
        tools: [tool],
        ...answered(
          [call],
          [
            {
              ...result,
              content: [
                { type: 'text', text: 'probe' },
                { type: 'image', source: png },
              ],
            },
          ],
        ),
      },
    ],
    [
      'failed results',
      'tool_result.is_error',
      { tools: [tool], ...answered([call], [{ ...result, is_error: true }]) },
    ],
    ['web search', 'tools: web_search', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
    [
      'code that the vendor runs',
      'tools: code_execution',
      { tools: [{ type: 'code_execution_20250825', name: 'code_execution' }] },
    ],
    ['the vendor’s form of a tool', 'tools: bash', { tools: [{ type: 'bash_20250124', name: 'bash' }] }],
    [
      'MCP servers',
      'mcp_servers',
      { mcp_servers: [{ type: 'url', url: 'https://probe.test/', name: 'probe' }] },
    ],
    ['no tool', 'tool_choice: none', { tools: [tool], tool_choice: { type: 'none' } }],
    ['any tool', 'tool_choice: any', { tools: [tool], tool_choice: { type: 'any' } }],
    ['one tool', 'tool_choice: tool', { tools: [tool], tool_choice: { type: 'tool', name: 'probe_tool' } }],
    [
      'one tool of the vendor’s',
      'tool_choice: tool',
      {
        tools: [tool, { type: 'web_search_20250305', name: 'web_search' }],
        tool_choice: { type: 'tool', name: 'web_search' },
      },
    ],
    [
      'one call at a time',
      'disable_parallel_tool_use',
      { tools: [tool], tool_choice: { type: 'auto', disable_parallel_tool_use: true } },
    ],
    [
      'structured output',
      'output_config.format',
      { output_config: { format: { type: 'json_schema', schema } } },
    ],
    ['reasoning effort', 'output_config.effort', { output_config: { effort: 'high' } }],
    ['adaptive reasoning', 'thinking: adaptive', { thinking: { type: 'adaptive' } }],
    [
      'adaptive reasoning with an effort',
      'thinking: adaptive',
      { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } },
    ],
    ['reasoning budget', 'thinking.budget_tokens', { thinking: { type: 'enabled', budget_tokens: 2424 } }],
    ['reasoning off', 'thinking: disabled', { thinking: { type: 'disabled' } }],
    [
      'summary of the reasoning',
      'thinking.display',
      { thinking: { type: 'adaptive', display: 'summarized' } },
    ],
    [
      'task budget',
      'output_config.task_budget',
      { output_config: { task_budget: { type: 'tokens', total: 4242 } } },
    ],
    ['most tokens of output', 'max_tokens', { max_tokens: 4242 }],
    ['temperature', 'temperature', { temperature: 0.375 }],
    ['top p', 'top_p', { top_p: 0.375 }],
    ['top k', 'top_k', { top_k: 42 }],
    ['stop sequences', 'stop_sequences', { stop_sequences: ['probe'] }],
    ['end user', 'metadata.user_id', { metadata: { user_id: 'probe' } }],
    ['end user', 'user_profile_id', { user_profile_id: 'probe' }],
    ['service tier', 'service_tier', { service_tier: 'standard_only' }],
    ['speed', 'speed', { speed: 'fast' }],
    ['place of computing', 'inference_geo', { inference_geo: 'eu' }],
    ['workspace', 'workspace_id', { workspace_id: 'probe' }],
    ['container', 'container', { container: 'container_probe' }],
    [
      'context management',
      'context_management',
      { context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } },
    ],
    ['compaction', 'compaction', { compaction: { type: 'auto' } }],
    ['other models to fall back to', 'fallbacks', { fallbacks: [{ model: 'probe' }] }],
    ['diagnostics', 'diagnostics', { diagnostics: { previous_message_id: 'msg_probe' } }],
  ],
}
