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
  ToolResultPart,
  Usage,
} from '@lucid-gateway/core'
import { knownUsage } from '@lucid-gateway/core'
import * as fc from 'fast-check'
import { fieldsNamed, name, other, present, record, some, textLike } from '../../testing/arbitraries.ts'

const text = textLike('Hi', '😀', '\u0000', '"\\', '\u2028', '</s>', '"finishReason"')
export const fields = fieldsNamed('x_cache', 'x_mark', 'x_hint')
const signature = fc.constantFrom('EpEg', 'c2ln')
const ownExtra: fc.Arbitrary<Extra | undefined> = some(
  fc.oneof(
    fields.map((own): Extra => ({ gemini: own })),
    signature.map((own): Extra => ({ gemini: { thoughtSignature: own } })),
  ),
)
const anyExtra: fc.Arbitrary<Extra | undefined> = fc.oneof(
  ownExtra,
  fields.map((its): Extra => ({ [other]: its })),
)

const textPart = (extra: typeof anyExtra) => record<TextPart>({ type: fc.constant('text'), text, extra })
const base64 = fc.constantFrom('aGk=', 'AAAA')
const blob = base64.map(bytes => ({ kind: 'base64', base64: bytes }) as const)
const filePart = (extra: typeof anyExtra): fc.Arbitrary<FilePart> =>
  fc.oneof(
    record<FilePart>({
      type: fc.constant('file'),
      mediaType: fc.constantFrom('image/png', 'audio/wav', 'application/pdf'),
      data: blob,
      filename: some(fc.constant('a.pdf')),
      detail: some(fc.constantFrom('low', 'high')),
      extra,
    }),
    record<FilePart>({
      type: fc.constant('file'),
      mediaType: fc.constantFrom('image/png', 'video/mp4'),
      data: fc.constantFrom(
        { kind: 'url', url: 'https://example.test/a.png' } as const,
        { kind: 'reference', id: 'gs://bucket/a' } as const,
        {
          kind: 'reference',
          id: 'https://generativelanguage.googleapis.com/v1beta/files/abc',
        } as const,
      ),
      extra,
    }),
  )
const args = fc.constantFrom('{}', '{"a":1}', '{"b":{"c":[null,"d"]}}')
const call = (extra: typeof anyExtra): fc.Arbitrary<ToolCallPart> =>
  record<ToolCallPart>({ type: fc.constant('tool-call'), id: fc.uuid(), name, input: args, extra })
const ranCall: fc.Arbitrary<ToolCallPart> = fc.constantFrom<ToolCallPart>(
  {
    type: 'tool-call',
    id: 'e1',
    name: 'code_execution',
    input: '{"language":"PYTHON","code":"1+1"}',
    executed: true,
    extra: { gemini: { executableCode: {} } },
  },
  {
    type: 'tool-call',
    id: 's1',
    name: 'GOOGLE_SEARCH_WEB',
    input: '{"query":"q"}',
    executed: true,
    extra: { gemini: { toolCall: {} } },
  },
)
const ranResult: fc.Arbitrary<ToolResultPart> = fc.constantFrom<ToolResultPart>(
  {
    type: 'tool-result',
    callId: 'e1',
    name: 'code_execution',
    content: [{ type: 'text', text: '2' }],
    extra: { gemini: { codeExecutionResult: { outcome: 'OUTCOME_OK' } } },
  },
  {
    type: 'tool-result',
    callId: 'e1',
    name: 'code_execution',
    content: [],
    failed: true,
    extra: { gemini: { codeExecutionResult: { outcome: 'OUTCOME_FAILED' } } },
  },
  {
    type: 'tool-result',
    callId: 's1',
    name: 'GOOGLE_SEARCH_WEB',
    content: [{ type: 'text', text: '{"found":1}' }],
    extra: { gemini: { toolResponse: {} } },
  },
)
const reasoning = (extra: typeof anyExtra) =>
  record<Extract<AssistantContent, { type: 'reasoning' }>>({ type: fc.constant('reasoning'), text, extra })

/** What the wire can say, and what it can't. */
const assistantContent: fc.Arbitrary<AssistantContent> = fc.oneof(
  textPart(anyExtra),
  call(anyExtra),
  filePart(anyExtra),
  reasoning(anyExtra),
  ranCall,
  ranResult,
  record<Extract<AssistantContent, { type: 'reasoning' }>>({
    type: fc.constant('reasoning'),
    text,
    signature: some(text),
    encrypted: some(text),
  }),
  fc.record({ type: fc.constant('source' as const), url: fc.constant('https://example.test') }),
  fc.record({
    type: fc.constant('tool-call' as const),
    id: fc.uuid(),
    name,
    input: args,
    executed: fc.constant(true),
  }),
)
const toolResult = record<ToolResultPart>({
  type: fc.constant('tool-result'),
  callId: fc.uuid(),
  name,
  content: fc
    .tuple(
      some(
        fc
          .oneof(text, fc.constantFrom('{"a":1}', '{"output":"x"}', '{"error":{}}', '[1]'))
          .map((value): TextPart => ({ type: 'text', text: value })),
      ),
      fc.array(
        filePart(anyExtra).filter(file => file.detail === undefined),
        { maxLength: 1 },
      ),
    )
    .map(([said, files]) => [...(said ? [said] : []), ...files]),
  failed: some(fc.constant(true)),
  extra: anyExtra,
})
const message: fc.Arbitrary<Message> = fc.oneof(
  record<Extract<Message, { role: 'user' }>>({
    role: fc.constant('user'),
    content: fc.array(fc.oneof(textPart(anyExtra), filePart(anyExtra)), { maxLength: 3 }),
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
    content: fc.array(toolResult, { minLength: 1, maxLength: 2 }),
    extra: anyExtra,
  }),
)
const system: fc.Arbitrary<Message> = record<Extract<Message, { role: 'system' | 'developer' }>>({
  role: fc.constant('system'),
  content: fc.array(textPart(anyExtra), { maxLength: 2 }),
  extra: anyExtra,
})

type Tools = NonNullable<ChatRequest['tools']>

export const request: fc.Arbitrary<ChatRequest> = record<ChatRequest>({
  messages: fc
    .tuple(some(system), fc.array(message, { minLength: 1, maxLength: 4 }))
    .map(([first, rest]) => [...(first ? [first] : []), ...rest]),
  tools: some(
    fc.array(
      fc.oneof(
        record<Tools[number]>({
          type: fc.constant('function' as const),
          name,
          description: some(text),
          parameters: some(fc.constant({ type: 'object', properties: {} })),
          extra: anyExtra,
        } as never),
        fc.constantFrom<Tools[number]>(
          { type: 'vendor', name: 'googleSearch', extra: { gemini: { googleSearch: {} } } },
          { type: 'vendor', name: 'web', extra: { [other]: { type: 'web' } } },
        ),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  ),
  toolChoice: some(
    fc.constantFrom<NonNullable<ChatRequest['toolChoice']>>(
      { type: 'auto' },
      { type: 'none' },
      { type: 'required' },
      { type: 'tool', name: 'w' },
      { type: 'allowed', mode: 'auto', names: ['v', 'w'] },
      { type: 'allowed', mode: 'required', names: ['v', 'w'] },
    ),
  ),
  parallelToolCalls: some(fc.constant(false)),
  responseFormat: some(
    fc.constantFrom<NonNullable<ChatRequest['responseFormat']>>(
      { type: 'text' },
      { type: 'json' },
      { type: 'json-schema', name: 'o', schema: { type: 'object', title: 'o' } },
      { type: 'json-schema', name: 'o', schema: { title: 'o', properties: { a: { type: 'string' } } } },
    ),
  ),
  maxOutputTokens: some(fc.integer({ min: 1, max: 9999 })),
  temperature: some(fc.constantFrom(0, 0.5, 2)),
  topP: some(fc.constantFrom(0, 1)),
  topK: some(fc.constantFrom(1, 40)),
  presencePenalty: some(fc.constantFrom(-2, 1)),
  frequencyPenalty: some(fc.constantFrom(-2, 1)),
  stop: some(fc.array(text, { minLength: 1, maxLength: 2 })),
  seed: some(fc.integer()),
  candidates: some(fc.constantFrom(1, 3)),
  reasoning: some(
    fc.constantFrom<NonNullable<ChatRequest['reasoning']>>(
      { effort: 'low' },
      { effort: 'minimal', summary: 'auto' },
      { budgetTokens: 5 },
      { effort: 'high', budgetTokens: 5 },
      { effort: 'odd' },
    ),
  ),
  logprobs: some(fc.constantFrom<{ top?: number }>({}, { top: 3 })),
  verbosity: some(fc.constantFrom('low', 'high')),
  user: some(name),
  metadata: some(fc.dictionary(name, fc.oneof(name, text), { maxKeys: 2 })),
  extra: some(fields.map((its): Extra => ({ gemini: its }))),
})

const meter = some(fc.nat(500))
export const usage: fc.Arbitrary<Usage> = fc
  .record({
    input: fc.nat(500),
    cache_read: meter,
    input_audio: meter,
    output: fc.nat(500),
    reasoning: meter,
    output_audio: meter,
  })
  .map(quantities => knownUsage(quantities))

const finish = fc.constantFrom(
  { unified: 'stop', raw: 'STOP' },
  { unified: 'length', raw: 'MAX_TOKENS' },
  { unified: 'content-filter', raw: 'SAFETY' },
  { unified: 'error', raw: 'MALFORMED_FUNCTION_CALL' },
) as fc.Arbitrary<ChatResult['finish']>
const logprobs = some(
  fc.array(
    fc.record({
      token: text,
      logprob: fc.constant(-1),
      top_logprobs: fc.constantFrom([], [{ token: 'x', logprob: -2, token_id: 7 }]),
    }),
    { minLength: 1, maxLength: 2 },
  ),
)

const withUniqueIds = (content: readonly AssistantContent[]): readonly AssistantContent[] => {
  const ids = new Set<string>()
  return content.filter(part => part.type !== 'tool-call' || (!ids.has(part.id) && ids.add(part.id)))
}

/** Texts that stand side by side are one text in a stream, unless they are signed. */
const answerContent = fc
  .array(
    fc.oneof(textPart(ownExtra), reasoning(ownExtra), filePart(ownExtra), call(ownExtra), ranCall, ranResult),
    { maxLength: 5 },
  )
  .map(withUniqueIds)
  .map(content =>
    content.filter((part, index) => {
      const before = content[index - 1]
      return !before || before.type !== part.type || before.extra || part.extra || !('text' in part)
    }),
  )

const answer = record<Pick<ChatResult, 'content' | 'finish' | 'logprobs'>>({
  content: answerContent,
  finish,
  logprobs,
} as never).map(each => settled(each))

/** A call decides how the answer ended; log-probabilities come with a text. */
function settled<T extends Pick<ChatResult, 'content' | 'finish' | 'logprobs'>>(each: T): T {
  const called =
    each.content.some(part => part.type === 'tool-call' && !part.executed) && each.finish.unified === 'stop'
  const { logprobs: tokens, ...rest } = each
  const spoke = tokens !== undefined && each.content.some(part => part.type === 'text')
  const how = called ? { unified: 'tool-calls', raw: 'STOP' } : each.finish
  return { ...rest, finish: how, ...(spoke ? { logprobs: tokens } : {}) } as T
}

export const head = { id: 'resp1', model: 'gemini-3.8-flash', created: 1_770_933_892 }

export const result: fc.Arbitrary<ChatResult> = fc
  .record({
    first: answer,
    others: fc.array(
      answer.chain(each =>
        some(fields).map(own => present({ ...each, extra: own && ({ gemini: own } as Extra) })),
      ),
      { maxLength: 2 },
    ),
    usage,
    atTop: some(fields),
    atCandidate: some(fields),
  })
  .map(({ first, others, usage: used, atTop, atCandidate }) => {
    const own = present({ ...atTop, candidates: atCandidate && [atCandidate] }) as JsonObject
    return present({
      ...head,
      ...first,
      usage: used,
      alternatives: others.length > 0 ? others : undefined,
      extra: Object.keys(own).length > 0 ? { gemini: own } : undefined,
    }) as ChatResult
  })

/** What an answer of another vendor may have that only that vendor can read. */
export const foreignContent: fc.Arbitrary<readonly AssistantContent[]> = fc
  .array(
    fc.oneof(
      textPart(fields.map((its): Extra => ({ [other]: its }))),
      record<Extract<AssistantContent, { type: 'reasoning' }>>({
        type: fc.constant('reasoning'),
        text: fc.oneof(text, fc.constant('')),
        signature: some(text),
        encrypted: text,
        extra: some(fields.map((its): Extra => ({ [other]: its }))),
      }),
      call(fields.map((its): Extra => ({ [other]: its }))),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map(withUniqueIds)
