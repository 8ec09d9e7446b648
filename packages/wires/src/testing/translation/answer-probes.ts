import type { JsonObject } from '@lucid-gateway/core'
import type { ProbeSet } from './probe-set.ts'

const usage = { prompt_tokens: 24, completion_tokens: 8, total_tokens: 32 } as const
const chatAnswer = (message: JsonObject, choice: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Yes', refusal: null, ...message },
      logprobs: null,
      finish_reason: 'stop',
      ...choice,
    },
  ],
  ...more,
})
const chatCall = {
  id: 'call_1',
  type: 'function',
  function: { name: 'probe_tool', arguments: '{"a":"b"}' },
} as const
const tokens = [{ token: 'probe', logprob: -0.5, bytes: null, top_logprobs: [] }]

/** What https://platform.openai.com/docs/api-reference/chat/object may say. */
export const chatAnswers: ProbeSet = {
  plain: { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'm', usage, ...chatAnswer({}) },
  probes: [
    ['text', 'content', chatAnswer({ content: 'probe' })],
    ['refusal', 'refusal', chatAnswer({ content: null, refusal: 'probe' })],
    [
      'calls of tools',
      'tool_calls',
      chatAnswer({ content: null, tool_calls: [chatCall] }, { finish_reason: 'tool_calls' }),
    ],
    [
      'calls with free text',
      'tool_calls: custom',
      chatAnswer(
        {
          content: null,
          tool_calls: [{ id: 'call_1', type: 'custom', custom: { name: 'probe', input: 'probed' } }],
        },
        { finish_reason: 'tool_calls' },
      ),
    ],
    ['reasoning', 'reasoning_content', chatAnswer({ reasoning_content: 'probe' })],
    [
      'sources',
      'annotations',
      chatAnswer({
        annotations: [
          {
            type: 'url_citation',
            url_citation: { url: 'https://probe.test/', title: 'probe', start_index: 0, end_index: 3 },
          },
        ],
      }),
    ],
    [
      'speech',
      'audio',
      chatAnswer({
        content: null,
        audio: { id: 'audio_1', data: 'cHJvYmU=', expires_at: 4242, transcript: 'probe' },
      }),
    ],
    [
      'pictures',
      'images',
      chatAnswer({ images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=' } }] }),
    ],
    ['log-probabilities', 'logprobs', chatAnswer({}, { logprobs: { content: tokens, refusal: null } })],
    [
      'log-probabilities of a refusal',
      'logprobs.refusal',
      chatAnswer({ content: null, refusal: 'No' }, { logprobs: { content: null, refusal: tokens } }),
    ],
    [
      'several answers',
      'choices',
      {
        choices: [
          ...(chatAnswer({}).choices as readonly JsonObject[]),
          {
            index: 1,
            message: { role: 'assistant', content: 'probe', refusal: null },
            logprobs: null,
            finish_reason: 'stop',
          },
        ],
      },
    ],
    ['cut short', 'finish_reason: length', chatAnswer({}, { finish_reason: 'length' })],
    ['filtered', 'finish_reason: content_filter', chatAnswer({}, { finish_reason: 'content_filter' })],
    ['service tier', 'service_tier', { service_tier: 'probe' }],
    ['fingerprint', 'system_fingerprint', { system_fingerprint: 'probe' }],
    ['moderation', 'moderation', { moderation: { input: { type: 'probe' } } }],
    ['cached input', 'cached_tokens', { usage: { ...usage, prompt_tokens_details: { cached_tokens: 11 } } }],
    [
      'tokens of reasoning',
      'reasoning_tokens',
      { usage: { ...usage, completion_tokens_details: { reasoning_tokens: 5 } } },
    ],
  ],
}

const responseText = (text: JsonObject, item: JsonObject = {}): JsonObject => ({
  output: [
    {
      type: 'message',
      id: 'msg_1',
      status: 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Yes', annotations: [], logprobs: [], ...text }],
      ...item,
    },
  ],
})
const beside = (...items: readonly JsonObject[]): JsonObject => ({
  output: [...items, ...(responseText({}).output as readonly JsonObject[])],
})
const responsesUsage = {
  input_tokens: 24,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 8,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 32,
} as const

/** What https://developers.openai.com/api/reference/resources/responses may say. */
export const responsesAnswers: ProbeSet = {
  plain: {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    model: 'm',
    status: 'completed',
    error: null,
    incomplete_details: null,
    usage: responsesUsage,
    ...responseText({}),
  },
  probes: [
    ['text', 'output_text', responseText({ text: 'probe' })],
    [
      'refusal',
      'refusal',
      {
        output: [
          {
            type: 'message',
            id: 'msg_1',
            status: 'completed',
            role: 'assistant',
            content: [{ type: 'refusal', refusal: 'probe' }],
          },
        ],
      },
    ],
    ['phase', 'phase', responseText({}, { phase: 'probe' })],
    [
      'calls of tools',
      'function_call',
      {
        output: [
          {
            type: 'function_call',
            id: 'fc_1',
            call_id: 'call_1',
            name: 'probe_tool',
            arguments: '{"a":"b"}',
            status: 'completed',
          },
        ],
      },
    ],
    [
      'calls with free text',
      'custom_tool_call',
      {
        output: [
          {
            type: 'custom_tool_call',
            id: 'ctc_1',
            call_id: 'call_1',
            name: 'probe',
            input: 'probed',
            status: 'completed',
          },
        ],
      },
    ],
    [
      'reasoning',
      'reasoning.summary',
      beside({ type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'probe' }] }),
    ],
    [
      'encrypted reasoning',
      'encrypted_content',
      beside({
        type: 'reasoning',
        id: 'rs_1',
        summary: [{ type: 'summary_text', text: 'probe' }],
        encrypted_content: 'gAAA',
      }),
    ],
    [
      'sources',
      'annotations: url_citation',
      responseText({
        annotations: [
          { type: 'url_citation', url: 'https://probe.test/', title: 'probe', start_index: 0, end_index: 3 },
        ],
      }),
    ],
    [
      'sources that are files',
      'annotations: file_citation',
      responseText({
        annotations: [{ type: 'file_citation', file_id: 'file-probe', filename: 'a', index: 3 }],
      }),
    ],
    [
      'calls of the vendor’s tools',
      'web_search_call',
      beside({
        type: 'web_search_call',
        id: 'ws_1',
        status: 'completed',
        action: { type: 'search', query: 'probe' },
      }),
    ],
    [
      'code that the vendor ran',
      'code_interpreter_call',
      beside({
        type: 'code_interpreter_call',
        id: 'ci_1',
        status: 'completed',
        container_id: 'c',
        code: 'probe',
        outputs: [{ type: 'logs', logs: 'probed' }],
      }),
    ],
    [
      'pictures',
      'image_generation_call',
      beside({ type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'aGk=' }),
    ],
    [
      'items of other types',
      'output',
      beside({ type: 'compaction', id: 'cmp_1', encrypted_content: 'probe' }),
    ],
    ['log-probabilities', 'logprobs', responseText({ logprobs: tokens })],
    [
      'cut short',
      'max_output_tokens',
      { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
    ],
    [
      'filtered',
      'content_filter',
      { status: 'incomplete', incomplete_details: { reason: 'content_filter' } },
    ],
    ['service tier', 'service_tier', { service_tier: 'probe' }],
    [
      'cached input',
      'cached_tokens',
      { usage: { ...responsesUsage, input_tokens_details: { cached_tokens: 11 } } },
    ],
    [
      'tokens of reasoning',
      'reasoning_tokens',
      { usage: { ...responsesUsage, output_tokens_details: { reasoning_tokens: 5 } } },
    ],
  ],
}

const messagesUsage = { input_tokens: 24, output_tokens: 8 } as const
const blocks = (...content: readonly JsonObject[]): JsonObject => ({ content })
const yes = { type: 'text', text: 'Yes', citations: null } as const

/** What https://platform.claude.com/docs/en/api/messages may say. */
export const messagesAnswers: ProbeSet = {
  plain: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: messagesUsage,
    ...blocks(yes),
  },
  probes: [
    ['text', 'text', blocks({ ...yes, text: 'probe' })],
    [
      'calls of tools',
      'tool_use',
      {
        ...blocks({ type: 'tool_use', id: 'toolu_1', name: 'probe_tool', input: { a: 'b' } }),
        stop_reason: 'tool_use',
      },
    ],
    ['reasoning', 'thinking', blocks({ type: 'thinking', thinking: 'probe', signature: '' }, yes)],
    [
      'signed reasoning',
      'thinking.signature',
      blocks({ type: 'thinking', thinking: 'probe', signature: 'sig' }, yes),
    ],
    ['hidden reasoning', 'redacted_thinking', blocks({ type: 'redacted_thinking', data: 'hidden' }, yes)],
    [
      'sources',
      'citations: web_search_result_location',
      blocks({
        ...yes,
        citations: [
          {
            type: 'web_search_result_location',
            url: 'https://probe.test/',
            title: 'probe',
            cited_text: 'x',
            encrypted_index: 'e',
          },
        ],
      }),
    ],
    [
      'sources in documents',
      'citations: char_location',
      blocks({
        ...yes,
        citations: [
          {
            type: 'char_location',
            cited_text: 'x',
            document_index: 0,
            document_title: 'probe',
            start_char_index: 0,
            end_char_index: 1,
            file_id: null,
          },
        ],
      }),
    ],
    [
      'calls of the vendor’s tools',
      'server_tool_use',
      blocks(
        { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'probe' } },
        { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
        yes,
      ),
    ],
    ['blocks of other types', 'content', blocks({ type: 'container_upload', file_id: 'file_probe' }, yes)],
    ['cut short', 'max_tokens', { stop_reason: 'max_tokens' }],
    [
      'cut short by the window',
      'model_context_window_exceeded',
      { stop_reason: 'model_context_window_exceeded' },
    ],
    ['to be continued', 'pause_turn', { stop_reason: 'pause_turn' }],
    [
      'refused',
      'refusal, stop_details',
      { stop_reason: 'refusal', stop_details: { type: 'refusal', category: 'probe', explanation: 'probed' } },
    ],
    ['which stop sequence', 'stop_sequence', { stop_reason: 'stop_sequence', stop_sequence: 'probe' }],
    ['container', 'container', { container: { id: 'container_probe', expires_at: 'x' } }],
    [
      'context management',
      'context_management',
      { context_management: { applied_edits: [{ type: 'probe' }] } },
    ],
    ['cached input', 'cache_read_input_tokens', { usage: { ...messagesUsage, cache_read_input_tokens: 11 } }],
    [
      'input written to a cache',
      'cache_creation_input_tokens',
      {
        usage: {
          ...messagesUsage,
          cache_creation_input_tokens: 11,
          cache_creation: { ephemeral_5m_input_tokens: 11, ephemeral_1h_input_tokens: 0 },
        },
      },
    ],
    [
      'searches that the vendor ran',
      'web_search_requests',
      { usage: { ...messagesUsage, server_tool_use: { web_search_requests: 7 } } },
    ],
    ['service tier', 'usage.service_tier', { usage: { ...messagesUsage, service_tier: 'probe' } }],
  ],
}

const geminiUsage = { promptTokenCount: 24, candidatesTokenCount: 8, totalTokenCount: 32 } as const
const candidate = (parts: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0, ...more }],
})
const ok = { text: 'Yes' } as const

/** What https://ai.google.dev/api/generate-content#generatecontentresponse may say. */
export const geminiAnswers: ProbeSet = {
  plain: { responseId: 'r1', modelVersion: 'm', usageMetadata: geminiUsage, ...candidate([ok]) },
  probes: [
    ['text', 'text', candidate([{ text: 'probe' }])],
    [
      'calls of tools',
      'functionCall',
      candidate([{ functionCall: { id: 'c1', name: 'probe_tool', args: { a: 'b' } } }]),
    ],
    [
      'signed calls',
      'thoughtSignature',
      candidate([
        { functionCall: { id: 'c1', name: 'probe_tool', args: { a: 'b' } }, thoughtSignature: 'c2ln' },
      ]),
    ],
    ['reasoning', 'thought', candidate([{ text: 'probe', thought: true }, ok])],
    ['signed text', 'thoughtSignature', candidate([{ text: 'Yes', thoughtSignature: 'c2ln' }])],
    [
      'code that the vendor ran',
      'executableCode',
      candidate([
        { executableCode: { language: 'PYTHON', code: 'probe' } },
        { codeExecutionResult: { outcome: 'OUTCOME_OK', output: 'probed' } },
        ok,
      ]),
    ],
    ['pictures', 'inlineData', candidate([{ inlineData: { mimeType: 'image/png', data: 'aGk=' } }])],
    ['speech', 'inlineData', candidate([{ inlineData: { mimeType: 'audio/wav', data: 'aGk=' } }])],
    [
      'sources',
      'groundingMetadata',
      candidate([ok], {
        groundingMetadata: {
          groundingChunks: [{ web: { uri: 'https://probe.test/', title: 'probe' } }],
          groundingSupports: [
            { segment: { startIndex: 0, endIndex: 3, text: 'Yes' }, groundingChunkIndices: [0] },
          ],
        },
      }),
    ],
    [
      'citations',
      'citationMetadata',
      candidate([ok], {
        citationMetadata: { citationSources: [{ uri: 'https://probe.test/', startIndex: 0, endIndex: 3 }] },
      }),
    ],
    [
      'log-probabilities',
      'logprobsResult',
      candidate([ok], {
        logprobsResult: {
          chosenCandidates: [{ token: 'probe', tokenId: 42, logProbability: -0.5 }],
          topCandidates: [{ candidates: [] }],
        },
      }),
    ],
    ['mean log-probability', 'avgLogprobs', candidate([ok], { avgLogprobs: -0.375 })],
    [
      'several answers',
      'candidates',
      {
        candidates: [
          ...(candidate([ok]).candidates as readonly JsonObject[]),
          { content: { role: 'model', parts: [{ text: 'probe' }] }, finishReason: 'STOP', index: 1 },
        ],
      },
    ],
    ['cut short', 'MAX_TOKENS', candidate([ok], { finishReason: 'MAX_TOKENS' })],
    ['filtered', 'SAFETY', candidate([ok], { finishReason: 'SAFETY' })],
    [
      'broken call',
      'MALFORMED_FUNCTION_CALL',
      candidate([ok], { finishReason: 'MALFORMED_FUNCTION_CALL', finishMessage: 'probe' }),
    ],
    [
      'safety ratings',
      'safetyRatings',
      candidate([ok], { safetyRatings: [{ category: 'probe', probability: 'LOW' }] }),
    ],
    ['refused prompt', 'promptFeedback', { candidates: [], promptFeedback: { blockReason: 'SAFETY' } }],
    [
      'cached input',
      'cachedContentTokenCount',
      { usageMetadata: { ...geminiUsage, cachedContentTokenCount: 11 } },
    ],
    [
      'tokens of reasoning',
      'thoughtsTokenCount',
      { usageMetadata: { ...geminiUsage, thoughtsTokenCount: 5, totalTokenCount: 37 } },
    ],
    [
      'what tools put in the prompt',
      'toolUsePromptTokenCount',
      { usageMetadata: { ...geminiUsage, toolUsePromptTokenCount: 5, totalTokenCount: 37 } },
    ],
  ],
}
