import {
  type AssistantContent,
  type ChatRequest,
  type ChatResult,
  type FilePart,
  type JsonObject,
  knownUsage,
  type Message,
  type TextPart,
  type ToolCallPart,
  type Usage,
} from '@lucid-gateway/core'
import * as fc from 'fast-check'
import {
  extrasOf,
  fieldsNamed,
  name,
  other,
  present,
  record,
  some,
  textLike,
} from '../../testing/arbitraries.ts'
import { anthropicVersions } from '../index.ts'

export const wire = 'anthropic-messages'

const text = textLike('Hi', '😀', '\u0000', '"\\', '\u2028', ' ', '')
const word = text.filter(each => each !== '')
const id = fc.stringMatching(/^toolu_[A-Za-z0-9]{8}$/)
export const fields = fieldsNamed('x_mark', 'x_hint', 'cache_control')
const { ownExtra, anyExtra } = extrasOf(wire, fields)

const textPart = record<TextPart>({ type: fc.constant('text'), text, extra: anyExtra })
const base64 = fc.constantFrom('aGk=', 'AAAA')
const filePart: fc.Arbitrary<FilePart> = fc.oneof(
  record<FilePart>({
    type: fc.constant('file'),
    mediaType: fc.constantFrom('image/png', 'image/webp', 'application/pdf', 'text/plain', 'audio/wav'),
    data: base64.map(bytes => ({ kind: 'base64', base64: bytes }) as const),
    filename: some(fc.constant('a.pdf')),
    detail: some(fc.constantFrom('low', 'high')),
    extra: anyExtra,
  }),
  record<FilePart>({
    type: fc.constant('file'),
    mediaType: fc.constantFrom('image/*', 'application/pdf', 'video/mp4'),
    data: fc.constant({ kind: 'url', url: 'https://example.test/a' } as const),
    extra: anyExtra,
  }),
  record<FilePart>({
    type: fc.constant('file'),
    mediaType: fc.constantFrom('image/*', '*/*'),
    data: fc.constant({ kind: 'reference', id: 'file_1' } as const),
  }),
)
export const toolCall = (extra: typeof anyExtra): fc.Arbitrary<ToolCallPart> =>
  fc.oneof(
    record<ToolCallPart>({
      type: fc.constant('tool-call'),
      id,
      name,
      input: fc.constantFrom('{}', '{"a":1}', '{"b":{"c":["d"]}}'),
      extra,
    }),
    record<ToolCallPart>({
      type: fc.constant('tool-call'),
      id,
      name: fc.constant('web_search'),
      input: fc.constant('{"query":"q"}'),
      executed: fc.constant(true),
      extra: fc.constant({ [wire]: { type: 'server_tool_use' } }),
    }),
  )
const executedResult = fc.constant({
  type: 'tool-result',
  callId: 'srvtoolu_1',
  content: [],
  extra: { [wire]: { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [{ url: 'u' }] } },
} as const)
const failedResult = fc.constant({
  type: 'tool-result',
  callId: 'srvtoolu_2',
  content: [],
  failed: true,
  extra: {
    [wire]: {
      type: 'web_search_tool_result',
      tool_use_id: 'srvtoolu_2',
      content: { type: 'web_search_tool_result_error', error_code: 'unavailable' },
    },
  },
} as const)
const thinking = fc.record({ type: fc.constant('reasoning' as const), text, signature: word }).map(part => ({
  ...part,
  extra: { [wire]: { '@block': 'thinking' } },
}))
const redacted = word.map(
  encrypted =>
    ({
      type: 'reasoning',
      text: '',
      encrypted,
      extra: { [wire]: { '@block': 'redacted_thinking' } },
    }) as const,
)
export const foreignReasoning = record<Extract<AssistantContent, { type: 'reasoning' }>>({
  type: fc.constant('reasoning'),
  text,
  signature: some(text),
  encrypted: some(text),
  extra: fc.constantFrom({ [other]: { x_mark: 1 } }),
})
/** A text, empty where it stands for something that only another wire has a word for. */
export const foreignText = record<TextPart>({
  type: fc.constant('text'),
  text,
  extra: fc.constant({ [other]: { proof: 'p', '@form': 1 } }),
})
export const citation = {
  type: 'web_search_result_location',
  url: 'https://example.test',
  title: 't',
  cited_text: 'c',
  encrypted_index: 'e',
}
const source = fc.constant({
  type: 'source',
  url: citation.url,
  title: citation.title,
  extra: { [wire]: citation },
} as const)
/** A text that is cited from, as it comes: citations are with the text before them. */
const cited = fc
  .tuple(record<TextPart>({ type: fc.constant('text'), text: word, extra: ownExtra }), source)
  .map(([said, from]): readonly AssistantContent[] => [said, from])
const foreignBlock = fc.constant({
  type: 'text',
  text: '',
  extra: { [wire]: { type: 'compaction', content: 'c' } },
} as const)

const assistantContent = fc
  .array(
    fc.oneof(
      fc
        .oneof(
          textPart,
          toolCall(anyExtra),
          thinking,
          redacted,
          foreignReasoning,
          executedResult,
          failedResult,
        )
        .map((part): readonly AssistantContent[] => [part]),
      foreignBlock.map((part): readonly AssistantContent[] => [part]),
      fc
        .constant({ type: 'source', url: 'https://other.test' } as const)
        .map((part): readonly AssistantContent[] => [part]),
      cited,
    ),
    { maxLength: 4 },
  )
  .map(each => each.flat())

const message: fc.Arbitrary<Message> = fc.oneof(
  record<Extract<Message, { role: 'user' }>>({
    role: fc.constant('user'),
    content: fc.array(fc.oneof(textPart, filePart, foreignBlock), { maxLength: 3 }),
    name: some(name),
    extra: anyExtra,
  }),
  record<Extract<Message, { role: 'assistant' }>>({
    role: fc.constant('assistant'),
    content: assistantContent,
    extra: anyExtra,
  }),
  record<Extract<Message, { role: 'tool' }>>({
    role: fc.constant('tool'),
    content: fc.array(
      record({
        type: fc.constant('tool-result' as const),
        callId: id,
        content: fc.array(fc.oneof(textPart, filePart), { maxLength: 2 }),
        failed: some(fc.boolean()),
        extra: anyExtra,
      }) as fc.Arbitrary<Extract<Message, { role: 'tool' }>['content'][number]>,
      { minLength: 1, maxLength: 2 },
    ),
    extra: anyExtra,
  }),
)
const lead = record<Extract<Message, { role: 'system' | 'developer' }>>({
  role: fc.constant('system'),
  content: fc.array(textPart, { maxLength: 2 }),
  name: some(name),
})
/** At least one message has words. */
const said: Message = { role: 'user', content: [{ type: 'text', text: 'so?' }] }
const messages = fc
  .tuple(some(lead), fc.array(message, { minLength: 1, maxLength: 4 }))
  .map(([first, rest]) => [...(first ? [first] : []), ...rest, said])

export const request: fc.Arbitrary<ChatRequest> = record<ChatRequest>({
  messages,
  tools: some(
    fc.array(
      fc.oneof(
        record({
          type: fc.constant('function' as const),
          name,
          description: some(word),
          parameters: fc.constant({ type: 'object', properties: {}, additionalProperties: false }),
          strict: some(fc.boolean()),
          extra: anyExtra,
        }) as fc.Arbitrary<NonNullable<ChatRequest['tools']>[number]>,
        fc.constant({
          type: 'vendor',
          name: 'web_search',
          extra: { [wire]: { type: 'web_search_20260318', name: 'web_search', max_uses: 2 } },
        } as const),
        fc.constant({ type: 'vendor', name: 'web', extra: { [other]: { type: 'web' } } } as const),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  ),
  toolChoice: some(
    fc.constantFrom(
      { type: 'auto' } as const,
      { type: 'none' } as const,
      { type: 'required' } as const,
      { type: 'tool', name: 'w' } as const,
    ),
  ),
  parallelToolCalls: some(fc.boolean()),
  responseFormat: some(
    fc.constantFrom(
      {
        type: 'json-schema',
        name: 'o',
        schema: { type: 'object', additionalProperties: false },
        strict: true,
      } as const,
      { type: 'json-schema', name: 'output', schema: {}, strict: true, description: 'd' } as const,
    ),
  ),
  maxOutputTokens: some(fc.integer({ min: 4000, max: 9999 })),
  temperature: some(fc.constantFrom(0, 0.5, 1)),
  topP: some(fc.constantFrom(0, 1)),
  topK: some(fc.constantFrom(1, 40)),
  presencePenalty: some(fc.constantFrom(-2, 1)),
  stop: some(fc.array(word, { minLength: 1, maxLength: 2 })),
  seed: some(fc.integer()),
  candidates: some(fc.constant(3)),
  reasoning: some(
    fc.constantFrom(
      { effort: 'low' },
      { effort: 'none' },
      { budgetTokens: 2048 },
      { summary: 'auto' },
      { effort: 'high', summary: 'auto' },
      { effort: 'high', budgetTokens: 3000, summary: 'auto' },
    ),
  ),
  logprobs: some(fc.constant({ top: 3 })),
  user: some(name),
  metadata: some(fc.dictionary(name, word, { maxKeys: 2 })),
  extra: anyExtra,
})
export const version = fc.constantFrom(...anthropicVersions)
export const target = { model: 'm', maxTokens: 8192 } as const

const meter = some(fc.nat(500))
export const usage: fc.Arbitrary<Usage> = fc
  .record({
    input: fc.nat(500),
    cache_read: meter,
    cache: some(fc.record({ cache_write: fc.nat(500), cache_write_1h: some(fc.nat(500)) })),
    output: fc.nat(500),
    reasoning: meter,
    search: meter,
  })
  .map(({ cache, ...quantities }) => knownUsage({ ...quantities, ...cache }))
const finish = fc.constantFrom(
  { unified: 'stop', raw: 'end_turn' },
  { unified: 'stop', raw: 'stop_sequence' },
  { unified: 'length', raw: 'max_tokens' },
  { unified: 'tool-calls', raw: 'tool_use' },
  { unified: 'content-filter', raw: 'refusal' },
  { unified: 'other', raw: 'pause_turn' },
) as fc.Arbitrary<ChatResult['finish']>

const ownText = record<TextPart>({
  type: fc.constant('text'),
  text: word,
  extra: ownExtra,
})
const answerContent = fc
  .array(
    fc.oneof(
      fc
        .oneof(ownText, toolCall(ownExtra), thinking, redacted, executedResult, failedResult, foreignBlock)
        .map((part): readonly AssistantContent[] => [part]),
      cited,
    ),
    { maxLength: 5 },
  )
  .map(each => uniqueCalls(each.flat()))

export function uniqueCalls(content: readonly AssistantContent[]): AssistantContent[] {
  return content.map((part, index) =>
    part.type === 'tool-call' ? { ...part, id: `${part.id}${index}` } : part,
  )
}

export const result: fc.Arbitrary<ChatResult> = fc
  .record({ content: answerContent, finish, usage, atTop: some(fields) })
  .map(({ content, finish: how, usage: used, atTop }) => {
    const own = present({
      ...atTop,
      ...(how.raw === 'stop_sequence' ? { stop_sequence: 'x' } : {}),
      ...(how.raw === 'refusal' ? { stop_details: { type: 'refusal', category: 'bio' } } : {}),
    }) as JsonObject
    return present({
      id: 'msg_1',
      model: 'm',
      content,
      finish: how,
      usage: used,
      extra: Object.keys(own).length > 0 ? { [wire]: own } : undefined,
    }) as ChatResult
  })
