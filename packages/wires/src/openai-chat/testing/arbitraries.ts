import type {
  AssistantContent,
  ChatRequest,
  ChatResult,
  Extra,
  FilePart,
  JsonObject,
  Message,
  TextPart,
  ToolCallPart,
  Usage,
} from '@lucid-gateway/core'
import { knownUsage } from '@lucid-gateway/core'
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
import type { ChatQuirks } from '../index.ts'
import { settingsWith } from './settings.ts'

const text = textLike('Hi', '😀', '\u0000', '"\\', '\u2028', '</s>')
export const fields = fieldsNamed('x_cache', 'x_mark', 'x_hint')
const { ownExtra, anyExtra } = extrasOf('openai-chat', fields)

const textPart = (extra: typeof anyExtra): fc.Arbitrary<TextPart> =>
  record<TextPart>({ type: fc.constant('text'), text, extra: extra })
const base64 = fc.constantFrom('aGk=', 'AAAA')
const filePart: fc.Arbitrary<FilePart> = fc.oneof(
  record<FilePart>({
    type: fc.constant('file'),
    mediaType: fc.constantFrom('image/png', 'image/webp'),
    data: base64.map(bytes => ({ kind: 'base64', base64: bytes }) as const),
    detail: some(fc.constantFrom('low', 'high')),
    extra: anyExtra,
  }),
  record<FilePart>({
    type: fc.constant('file'),
    mediaType: fc.constant('image/*'),
    data: fc.constant({ kind: 'url', url: 'https://example.test/a.png' } as const),
    extra: anyExtra,
  }),
  record<FilePart>({
    type: fc.constant('file'),
    mediaType: fc.constantFrom('audio/wav', 'audio/mpeg', 'audio/flac'),
    data: base64.map(bytes => ({ kind: 'base64', base64: bytes }) as const),
  }),
  record<FilePart>({
    type: fc.constant('file'),
    mediaType: fc.constantFrom('application/pdf', 'text/csv', '*/*'),
    data: base64.map(bytes => ({ kind: 'base64', base64: bytes }) as const),
    filename: some(fc.constant('a.pdf')),
    extra: anyExtra,
  }),
  record<FilePart>({
    type: fc.constant('file'),
    mediaType: fc.constant('*/*'),
    data: fc.constant({ kind: 'reference', id: 'file-1' } as const),
  }),
  record<FilePart>({
    type: fc.constant('file'),
    mediaType: fc.constantFrom('application/pdf', 'audio/wav', 'video/mp4'),
    data: fc.constant({ kind: 'url', url: 'https://example.test/b' } as const),
  }),
)
const toolCall = (extra: typeof anyExtra): fc.Arbitrary<ToolCallPart> =>
  fc.oneof(
    record<ToolCallPart>({
      type: fc.constant('tool-call'),
      id: fc.uuid(),
      name,
      input: fc.constantFrom('{}', '{"a":1}', '{"broken'),
      extra: extra,
    }),
    record<ToolCallPart>({
      type: fc.constant('tool-call'),
      id: fc.uuid(),
      name,
      input: text,
      extra: fc.constant({ 'openai-chat': { type: 'custom' } }) as fc.Arbitrary<Extra>,
    }),
  )
const assistantContent: fc.Arbitrary<AssistantContent> = fc.oneof(
  textPart(anyExtra),
  toolCall(anyExtra),
  fc.record({ type: fc.constant('refusal' as const), text }),
  record<Extract<AssistantContent, { type: 'reasoning' }>>({
    type: fc.constant('reasoning'),
    text,
    signature: some(text),
  }),
  fc.record({ type: fc.constant('source' as const), url: fc.constant('https://example.test') }),
)
const message: fc.Arbitrary<Message> = fc.oneof(
  record<Extract<Message, { role: 'system' | 'developer' }>>({
    role: fc.constantFrom('system', 'developer'),
    content: fc.array(textPart(anyExtra), { maxLength: 2 }),
    name: some(name),
    extra: anyExtra,
  }),
  record<Extract<Message, { role: 'user' }>>({
    role: fc.constant('user'),
    content: fc.array(fc.oneof(textPart(anyExtra), filePart), { maxLength: 3 }),
    name: some(name),
    extra: anyExtra,
  }),
  record<Extract<Message, { role: 'assistant' }>>({
    role: fc.constant('assistant'),
    content: fc.array(assistantContent, { maxLength: 4 }),
    extra: anyExtra,
  }),
  record<Extract<Message, { role: 'tool' }>>({
    role: fc.constant('tool'),
    content: fc.array(
      record({
        type: fc.constant('tool-result' as const),
        callId: fc.uuid(),
        content: fc.array(fc.oneof(textPart(anyExtra), filePart), { maxLength: 2 }),
        failed: some(fc.boolean()),
      }) as fc.Arbitrary<Extract<Message, { role: 'tool' }>['content'][number]>,
      { minLength: 1, maxLength: 2 },
    ),
    extra: anyExtra,
  }),
)

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
        }) as fc.Arbitrary<NonNullable<ChatRequest['tools']>[number]>,
        fc.constant({
          type: 'vendor',
          name: 'custom',
          extra: { 'openai-chat': { type: 'custom', custom: { name: 'grep' } } },
        } as const),
        fc.constant({ type: 'vendor', name: 'web', extra: { [other]: { type: 'web' } } } as const),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  ),
  ...settings,
  reasoning: some(
    fc.constantFrom({ effort: 'low' }, { effort: 'none' }, { budgetTokens: 5 }, {
      effort: 'high',
      summary: 'auto',
    } as const),
  ),
  logprobs: some(fc.constantFrom({}, { top: 3 })),
  verbosity: some(fc.constantFrom('low', 'high')),
  user: some(name),
  metadata: some(fc.dictionary(name, text, { maxKeys: 2 })),
  extra: anyExtra,
})

export const quirks: fc.Arbitrary<ChatQuirks> = record<ChatQuirks>({
  maxTokensField: some(fc.constantFrom('max_tokens', 'max_completion_tokens')),
  streamUsage: some(fc.boolean()),
  topK: some(fc.boolean()),
  reasoningField: some(fc.constantFrom('reasoning', 'reasoning_content')),
  userField: some(fc.constantFrom('user', 'safety_identifier')),
})

const meter = some(fc.nat(500))
export const usage: fc.Arbitrary<Usage> = fc
  .record({
    input: fc.nat(500),
    cache_read: meter,
    cache_write: meter,
    input_audio: meter,
    output: fc.nat(500),
    reasoning: meter,
    output_audio: meter,
  })
  .map(quantities => knownUsage(quantities))
const logprobs = some(
  fc.array(fc.record({ token: text, logprob: fc.constant(-1) }), { minLength: 1, maxLength: 2 }),
)
const finish = fc.constantFrom(
  { unified: 'stop', raw: 'stop' },
  { unified: 'length', raw: 'length' },
  { unified: 'content-filter', raw: 'content_filter' },
  { unified: 'error', raw: 'error' },
) as fc.Arbitrary<ChatResult['finish']>

/** In the order of the wire, each kind at most once, calls last. */
const answerContent = fc
  .tuple(
    some(text.map(value => ({ type: 'reasoning', text: value }) as const)),
    some(text.map(value => ({ type: 'text', text: value }) as const)),
    some(text.map(value => ({ type: 'refusal', text: value }) as const)),
    some(fc.constant({ type: 'source', url: 'https://example.test', title: 't', start: 1, end: 2 } as const)),
    some(
      fc.constant({
        type: 'file',
        mediaType: 'image/png',
        data: { kind: 'base64', base64: 'aGk=' },
      } as const),
    ),
    some(
      fc.constant({
        type: 'file',
        mediaType: 'audio/*',
        data: { kind: 'base64', base64: 'aGk=' },
        extra: { 'openai-chat': { id: 'a' } },
      } as const),
    ),
    fc.uniqueArray(toolCall(ownExtra), { maxLength: 2, selector: call => call.id }),
  )
  .map(
    ([a, b, c, d, e, f, calls]) =>
      [a, b, c, d, e, f, ...calls].filter(part => part !== undefined) as AssistantContent[],
  )

const answer = record<Pick<ChatResult, 'content' | 'finish' | 'logprobs'>>({
  content: answerContent,
  finish,
  logprobs: logprobs as fc.Arbitrary<NonNullable<ChatResult['logprobs']>>,
}).map(each => settled(each))

/** A call decides how the answer ended; log-probabilities come with a text. */
function settled<T extends Pick<ChatResult, 'content' | 'finish' | 'logprobs'>>(each: T): T {
  const called = each.content.some(part => part.type === 'tool-call') && each.finish.unified === 'stop'
  const { logprobs: tokens, ...rest } = each
  const spoke = tokens !== undefined && each.content.some(part => part.type === 'text')
  const how = called ? { unified: 'tool-calls', raw: 'tool_calls' } : each.finish
  return { ...rest, finish: how, ...(spoke ? { logprobs: tokens } : {}) } as T
}

export const result: fc.Arbitrary<ChatResult> = fc
  .record({
    first: answer,
    others: fc.array(
      answer.chain(each => ownExtra.map(extra => present({ ...each, extra }))),
      { maxLength: 2 },
    ),
    usage,
    atTop: some(fields),
    atChoice: some(fields),
  })
  .map(({ first, others, usage: used, atTop, atChoice }) => {
    const own = present({ ...atTop, choices: atChoice && [atChoice] }) as JsonObject
    return present({
      id: 'chatcmpl-1',
      model: 'm',
      created: 1_770_933_892,
      ...first,
      usage: used,
      alternatives: others.length > 0 ? others : undefined,
      extra: Object.keys(own).length > 0 ? { 'openai-chat': own } : undefined,
    }) as ChatResult
  })
