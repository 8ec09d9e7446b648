import type {
  AssistantContent,
  ChatRequest,
  ChatResult,
  Extra,
  FilePart,
  JsonObject,
  Message,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  Usage,
} from '@lucid-gateway/core'
import { knownUsage } from '@lucid-gateway/core'
import * as fc from 'fast-check'
import { settingsWith } from '../../openai-chat/testing/settings.ts'
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

export const own = 'openai-responses'

const text = textLike('Hi', '😀', '\u0000', '"\\', '\u2028', '</s>', '\n\n')
export const fields = fieldsNamed('x_cache', 'x_mark', 'x_hint')
const { ownExtra, anyExtra } = extrasOf(own, fields)

const textPart = (extra: typeof anyExtra): fc.Arbitrary<TextPart> =>
  record<TextPart>({ type: fc.constant('text'), text, extra })
const base64 = fc.constantFrom('aGk=', 'AAAA')
const data = base64.map(bytes => ({ kind: 'base64', base64: bytes }) as const)
const detail = some(fc.constantFrom('low', 'high'))
const filename = some(fc.constant('a.pdf'))
const file = (
  mediaType: readonly string[],
  bytes: fc.Arbitrary<FilePart['data']>,
  more: { [K in keyof FilePart]?: fc.Arbitrary<FilePart[K]> } = {},
): fc.Arbitrary<FilePart> =>
  record({
    type: fc.constant('file' as const),
    mediaType: fc.constantFrom(...mediaType),
    data: bytes,
    ...more,
  }) as fc.Arbitrary<FilePart>
const filePart: fc.Arbitrary<FilePart> = fc.oneof(
  file(['image/png', 'image/webp'], data, { detail, extra: anyExtra, filename }),
  file(['image/*'], fc.constant({ kind: 'url', url: 'https://example.test/a.png' }), { extra: anyExtra }),
  file(['image/*', '*/*'], fc.constant({ kind: 'reference', id: 'file-1' }), { detail }),
  file(['*/*'], fc.constant({ kind: 'url', url: 'https://example.test/b' }), { filename }),
  file(['application/pdf', 'text/csv', '*/*'], data, { filename, detail, extra: anyExtra }),
  file(['audio/wav', 'video/mp4'], data),
)

const toolCall = (extra: typeof anyExtra): fc.Arbitrary<ToolCallPart> =>
  fc.oneof(
    record<ToolCallPart>({
      type: fc.constant('tool-call'),
      id: fc.uuid(),
      name,
      input: fc.constantFrom('{}', '{"a":1}', '{"broken'),
      extra,
    }),
    record<ToolCallPart>({
      type: fc.constant('tool-call'),
      id: fc.uuid(),
      name,
      input: text,
      extra: fc.constant<Extra>({ [own]: { type: 'custom_tool_call', '@id': 'ctc_1' } }),
    }),
  )

/** Reasoning as this wire's vendor gives it: with pieces of summary or of content, sealed or not. */
const ownReasoning: fc.Arbitrary<ReasoningPart> = fc
  .record({
    pieces: fc.array(fc.tuple(fc.constantFrom('summary', 'content'), fc.oneof(text, fc.constant(''))), {
      maxLength: 3,
    }),
    encrypted: some(fc.constant('gAAAA')),
    id: fc.constantFrom('rs_1', 'rs_2', ''),
    rest: some(fields),
  })
  .map(({ pieces, encrypted, id, rest }) => {
    const sorted = pieces.toSorted(([a], [b]) => (a === b ? 0 : a === 'summary' ? -1 : 1))
    const [first] = sorted
    const usual = !first || (sorted.length === 1 && first[0] === 'summary' && first[1] !== '')
    return present({
      type: 'reasoning',
      text: sorted.map(([, piece]) => piece).join('\n\n'),
      encrypted,
      extra: {
        [own]: {
          ...rest,
          '@id': id,
          ...(usual ? {} : { '@pieces': sorted.map(([kind, piece]) => [kind, piece.length]) }),
        },
      },
    }) as ReasoningPart
  })

const foreignReasoning = record<ReasoningPart>({
  type: fc.constant('reasoning'),
  text,
  signature: some(text),
  encrypted: some(text),
  extra: some(fields.map((its): Extra => ({ [other]: its }))),
})

const search = {
  type: 'web_search_call',
  id: 'ws_1',
  status: 'completed',
  action: { type: 'search', query: 'q' },
}
/** A search that the vendor ran, as it is read. */
const searched: ToolCallPart = {
  type: 'tool-call',
  id: 'ws_1',
  name: 'web_search',
  executed: true,
  input: '{"type":"search","query":"q"}',
  extra: { [own]: search },
}
const reference: TextPart = {
  type: 'text',
  text: '',
  extra: { [own]: { type: 'item_reference', id: 'msg_9' } },
}

const citation = fc.constantFrom<AssistantContent>(
  { type: 'source', url: 'https://example.test', title: 't', start: 1, end: 2 },
  { type: 'source', url: 'https://example.test/b' },
  {
    type: 'source',
    title: 'a.pdf',
    extra: { [own]: { type: 'file_citation', file_id: 'f', filename: 'a.pdf', index: 1 } },
  },
)
const assistantContent: fc.Arbitrary<AssistantContent> = fc.oneof(
  textPart(anyExtra),
  toolCall(anyExtra),
  record<Extract<AssistantContent, { type: 'refusal' }>>({
    type: fc.constant('refusal'),
    text,
    extra: anyExtra,
  }),
  ownReasoning,
  foreignReasoning,
  citation,
  fc.constantFrom<AssistantContent>(searched, reference, { ...searched, extra: { [other]: { type: 'x' } } }),
)

const message: fc.Arbitrary<Message> = fc.oneof(
  record<Extract<Message, { role: 'system' | 'developer' }>>({
    role: fc.constantFrom('system', 'developer'),
    content: fc.array(textPart(anyExtra), { maxLength: 2 }),
    name: some(name),
    extra: fc.oneof(anyExtra, fc.constant<Extra>({ [own]: { '@instructions': true } })),
  }),
  record<Extract<Message, { role: 'user' }>>({
    role: fc.constant('user'),
    content: fc.array(fc.oneof(textPart(anyExtra), filePart), { maxLength: 3 }),
    name: some(name),
    extra: fc.oneof(anyExtra, fc.constant<Extra>({ [own]: { '@id': 'msg_u' } })),
  }),
  record<Extract<Message, { role: 'assistant' }>>({
    role: fc.constant('assistant'),
    content: fc.array(assistantContent, { maxLength: 5 }),
    extra: some(fields.map((its): Extra => ({ [other]: its }))),
  }),
  record<Extract<Message, { role: 'tool' }>>({
    role: fc.constant('tool'),
    content: fc.array(
      record<Extract<Message, { role: 'tool' }>['content'][number]>({
        type: fc.constant('tool-result'),
        callId: fc.uuid(),
        content: fc.array(fc.oneof(textPart(anyExtra), filePart), { maxLength: 2 }),
        failed: some(fc.constant(true)),
        extra: anyExtra,
      }),
      { minLength: 1, maxLength: 2 },
    ),
    extra: some(fields.map((its): Extra => ({ [other]: its }))),
  }),
)

type Tools = NonNullable<ChatRequest['tools']>

const settings = settingsWith(text)

export const request: fc.Arbitrary<ChatRequest> = record<ChatRequest>({
  messages: fc.array(message, { minLength: 1, maxLength: 4 }),
  tools: some(
    fc.array(
      fc.oneof(
        record({
          type: fc.constant('function' as const),
          name,
          description: some(text),
          parameters: some(fc.constant({ type: 'object', properties: {} })),
          strict: some(fc.boolean()),
          extra: anyExtra,
        }) as fc.Arbitrary<Tools[number]>,
        name.map(unsaid => ({
          type: 'function' as const,
          name: unsaid,
          extra: { [own]: { '@strict': 'unsaid' } },
        })),
        fc.constant({
          type: 'vendor',
          name: 'custom',
          extra: { [own]: { type: 'custom', name: 'grep' } },
        } as const),
        fc.constant({ type: 'vendor', name: 'web', extra: { [other]: { type: 'web' } } } as const),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  ),
  ...settings,
  reasoning: some(
    fc.constantFrom({ effort: 'low' }, { budgetTokens: 5 }, { effort: 'high', summary: 'auto' } as const),
  ),
  logprobs: some(fc.constantFrom({ top: 0 }, { top: 3 })),
  verbosity: some(fc.constantFrom('low', 'high')),
  user: some(name),
  metadata: some(fc.dictionary(name, text, { maxKeys: 2 })),
  extra: fc.oneof(
    some(fields.map((its): Extra => ({ [other]: its }))),
    fc
      .tuple(fields, fc.boolean())
      .map(([kept, store]): Extra => ({ [own]: { ...kept, include: ['x'], '@store': store } })),
  ),
})

const meter = some(fc.nat(500))
export const usage: fc.Arbitrary<Usage> = fc
  .record({
    input: fc.nat(500),
    cache_read: meter,
    cache_write: meter,
    output: fc.nat(500),
    reasoning: meter,
  })
  .map(quantities => knownUsage(quantities))
const logprobs = some(
  fc.array(fc.record({ token: text, logprob: fc.constant(-1) }), { minLength: 1, maxLength: 2 }),
)
const finish = fc.constantFrom<ChatResult['finish']>(
  { unified: 'stop', raw: 'completed' },
  { unified: 'length', raw: 'max_output_tokens' },
  { unified: 'content-filter', raw: 'content_filter' },
  { unified: 'other', raw: 'steered' },
)

/** A message of the answer: its texts share its id, and what is cited follows its text. */
const answerMessage = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc
          .tuple(textPart(ownExtra), fc.array(citation, { maxLength: 2 }))
          .map(([said, cited]) => [said, ...cited]),
        text.map(value => [{ type: 'refusal', text: value } as const]),
      ),
      { minLength: 1, maxLength: 2 },
    ),
    some(fc.constant({ phase: 'commentary' })),
  )
  .map(([parts, item]) => ({ parts: parts.flat() as AssistantContent[], item }))

const drawn = (n: number): AssistantContent[] => [
  {
    type: 'tool-call',
    id: `ig_${n}`,
    name: 'image_generation',
    executed: true,
    input: '{}',
    extra: {
      [own]: { type: 'image_generation_call', id: `ig_${n}`, status: 'completed', output_format: 'png' },
    },
  },
  {
    type: 'file',
    mediaType: 'image/png',
    data: { kind: 'base64', base64: 'aGk=' },
    extra: { [own]: { '@in': `ig_${n}` } },
  },
]

const answerContent: fc.Arbitrary<AssistantContent[]> = fc
  .array(
    fc.oneof(
      answerMessage,
      ownReasoning,
      toolCall(ownExtra),
      fc.constantFrom('search' as const, 'draw' as const),
    ),
    { maxLength: 4 },
  )
  .map(items =>
    items.flatMap((item, index): AssistantContent[] => {
      if (item === 'search') {
        const id = `ws_${index}`
        return [{ ...searched, id, extra: { [own]: { ...search, id } } }]
      }
      if (item === 'draw') return drawn(index)
      if ('parts' in item) return marked(item.parts, `msg_${index}`, item.item)
      const id = item.type === 'reasoning' ? `rs_${index}` : item.type === 'tool-call' ? `fc_${index}` : ''
      return [withMarks(item.type === 'tool-call' ? { ...item, id: `call_${index}` } : item, { '@id': id })]
    }),
  )

function marked(
  parts: readonly AssistantContent[],
  id: string,
  item: JsonObject | undefined,
): AssistantContent[] {
  let first = true
  return parts.map(part => {
    if (part.type === 'source') return part
    const marks = { ...(first && item ? { item } : {}), '@id': id }
    first = false
    return withMarks(part, marks)
  })
}

function withMarks(part: AssistantContent, marks: JsonObject): AssistantContent {
  return { ...part, extra: { [own]: { ...part.extra?.[own], ...marks } } }
}

export const result: fc.Arbitrary<ChatResult> = fc
  .record({ content: answerContent, finish, logprobs, usage, extra: ownExtra })
  .map(({ logprobs: tokens, ...each }) => {
    const called = each.content.some(part => part.type === 'tool-call' && !part.executed)
    const spoke = tokens !== undefined && each.content.some(part => part.type === 'text')
    const how =
      called && each.finish.unified === 'stop' ? { unified: 'tool-calls', raw: 'completed' } : each.finish
    return present({
      id: 'resp_1',
      model: 'm',
      created: 1_770_933_892,
      ...each,
      finish: how,
      logprobs: spoke ? tokens : undefined,
    }) as ChatResult
  })
