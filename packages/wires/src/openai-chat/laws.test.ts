import type {
  AssistantContent,
  ChatPart,
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
import { chat, knownUsage } from '@lucid-gateway/core'
import { sseEvents } from '@lucid-gateway/core/framing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ChatQuirks,
  createStreamReader,
  createStreamWriter,
  readAnswer,
  readRequest,
  readUsage,
  writeAnswer,
  writeRequest,
  writeUsage,
} from './index.ts'

const long = process.env.LUCID_LONG === '1'
const timeout = long ? 600_000 : 20_000
const numRuns = long ? 100_000 : 2_000
const seed = Number(process.env.LUCID_SEED ?? 20_260_103)
const other = 'other-wire@1'

const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 })
/** An object without the fields whose value is undefined. */
const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model).map(value => present(value as object)) as fc.Arbitrary<T>

const text = fc.oneof(
  fc.constantFrom('Hi', '😀', '\u0000', '"\\', '\u2028', '</s>'),
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
)
const name = fc.stringMatching(/^[a-z]{1,6}$/)
const json = fc.constantFrom<JsonObject[string]>(1, 'x', true, ['y'], { z: { q: null } })
const fields = fc.dictionary(fc.constantFrom('x_cache', 'x_mark', 'x_hint'), json, { minKeys: 1, maxKeys: 2 })
const ownExtra = some(fields.map((own): Extra => ({ 'openai-chat': own })))
const anyExtra = some(
  fc.oneof(
    fields.map((own): Extra => ({ 'openai-chat': own })),
    fields.map((its): Extra => ({ [other]: its })),
  ),
)

const textPart = (extra: typeof anyExtra): fc.Arbitrary<TextPart> =>
  record<TextPart>({ type: fc.constant('text'), text, extra: extra as fc.Arbitrary<Extra> })
const base64 = fc.constantFrom('aGk=', 'AAAA')
const filePart: fc.Arbitrary<FilePart> = fc.oneof(
  record<FilePart>({
    type: fc.constant('file'),
    mediaType: fc.constantFrom('image/png', 'image/webp'),
    data: base64.map(bytes => ({ kind: 'base64', base64: bytes }) as const),
    detail: some(fc.constantFrom('low', 'high')) as fc.Arbitrary<string>,
    extra: anyExtra as fc.Arbitrary<Extra>,
  }),
  record<FilePart>({
    type: fc.constant('file'),
    mediaType: fc.constant('image/*'),
    data: fc.constant({ kind: 'url', url: 'https://example.test/a.png' } as const),
    extra: anyExtra as fc.Arbitrary<Extra>,
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
    filename: some(fc.constant('a.pdf')) as fc.Arbitrary<string>,
    extra: anyExtra as fc.Arbitrary<Extra>,
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
      extra: extra as fc.Arbitrary<Extra>,
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
    signature: some(text) as fc.Arbitrary<string>,
  }),
  fc.record({ type: fc.constant('source' as const), url: fc.constant('https://example.test') }),
)
const message: fc.Arbitrary<Message> = fc.oneof(
  record<Extract<Message, { role: 'system' | 'developer' }>>({
    role: fc.constantFrom('system', 'developer'),
    content: fc.array(textPart(anyExtra), { maxLength: 2 }),
    name: some(name) as fc.Arbitrary<string>,
    extra: anyExtra as fc.Arbitrary<Extra>,
  }),
  record<Extract<Message, { role: 'user' }>>({
    role: fc.constant('user'),
    content: fc.array(fc.oneof(textPart(anyExtra), filePart), { maxLength: 3 }),
    name: some(name) as fc.Arbitrary<string>,
    extra: anyExtra as fc.Arbitrary<Extra>,
  }),
  record<Extract<Message, { role: 'assistant' }>>({
    role: fc.constant('assistant'),
    content: fc.array(assistantContent, { maxLength: 4 }),
    extra: anyExtra as fc.Arbitrary<Extra>,
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
    extra: anyExtra as fc.Arbitrary<Extra>,
  }),
)

const request: fc.Arbitrary<ChatRequest> = record<ChatRequest>({
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
  ) as fc.Arbitrary<NonNullable<ChatRequest['tools']>>,
  toolChoice: some(
    fc.oneof(
      fc.constantFrom({ type: 'auto' } as const, { type: 'none' } as const, { type: 'required' } as const),
      fc.constantFrom('grep', 'w').map(tool => ({ type: 'tool', name: tool }) as const),
      fc.constant({ type: 'allowed', mode: 'auto', names: ['grep', 'w'] } as const),
    ),
  ) as fc.Arbitrary<NonNullable<ChatRequest['toolChoice']>>,
  parallelToolCalls: some(fc.boolean()) as fc.Arbitrary<boolean>,
  responseFormat: some(
    fc.constantFrom(
      { type: 'text' } as const,
      { type: 'json' } as const,
      { type: 'json-schema', name: 'o', schema: { type: 'object' }, strict: true } as const,
      { type: 'json-schema', name: 'o', schema: {}, description: 'd' } as const,
    ),
  ) as fc.Arbitrary<NonNullable<ChatRequest['responseFormat']>>,
  maxOutputTokens: some(fc.integer({ min: 1, max: 9999 })) as fc.Arbitrary<number>,
  temperature: some(fc.constantFrom(0, 0.5, 2)) as fc.Arbitrary<number>,
  topP: some(fc.constantFrom(0, 1)) as fc.Arbitrary<number>,
  topK: some(fc.constantFrom(1, 40)) as fc.Arbitrary<number>,
  presencePenalty: some(fc.constantFrom(-2, 1)) as fc.Arbitrary<number>,
  frequencyPenalty: some(fc.constantFrom(-2, 1)) as fc.Arbitrary<number>,
  stop: some(fc.array(text, { maxLength: 2 })) as fc.Arbitrary<string[]>,
  seed: some(fc.integer()) as fc.Arbitrary<number>,
  candidates: some(fc.constantFrom(1, 3)) as fc.Arbitrary<number>,
  reasoning: some(
    fc.constantFrom({ effort: 'low' }, { effort: 'none' }, { budgetTokens: 5 }, {
      effort: 'high',
      summary: 'auto',
    } as const),
  ) as fc.Arbitrary<NonNullable<ChatRequest['reasoning']>>,
  logprobs: some(fc.constantFrom({}, { top: 3 })) as fc.Arbitrary<{ top?: number }>,
  verbosity: some(fc.constantFrom('low', 'high')) as fc.Arbitrary<string>,
  user: some(name) as fc.Arbitrary<string>,
  metadata: some(fc.dictionary(name, text, { maxKeys: 2 })) as fc.Arbitrary<Record<string, string>>,
  extra: anyExtra as fc.Arbitrary<Extra>,
})

const quirks: fc.Arbitrary<ChatQuirks> = record<ChatQuirks>({
  maxTokensField: some(fc.constantFrom('max_tokens', 'max_completion_tokens')) as fc.Arbitrary<'max_tokens'>,
  streamUsage: some(fc.boolean()) as fc.Arbitrary<boolean>,
  topK: some(fc.boolean()) as fc.Arbitrary<boolean>,
  reasoningField: some(fc.constantFrom('reasoning', 'reasoning_content')) as fc.Arbitrary<'reasoning'>,
  userField: some(fc.constantFrom('user', 'safety_identifier')) as fc.Arbitrary<'user'>,
})

/** The request minus what the warnings list, and minus forms that the wire has one spelling for. */
function expectedRequest(source: ChatRequest, warned: ReadonlySet<string>): ChatRequest {
  const whole = prune(source, '', warned) as ChatRequest
  const { reasoning, tools, ...rest } = whole
  return {
    ...rest,
    ...(tools && tools.length > 0 ? { tools } : {}),
    ...(reasoning && Object.keys(reasoning).length > 0 ? { reasoning } : {}),
    messages: whole.messages.flatMap(each => normalMessage(each)),
  }
}

/** Takes out every field, element or foreign extra that a warning of type `dropped` names. */
function prune(value: unknown, path: string, warned: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    return value.flatMap((each, index) =>
      warned.has(`${path}[${index}]`) ? [] : [prune(each, `${path}[${index}]`, warned)],
    )
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).flatMap(([key, each]) => {
    const at = path ? `${path}.${key}` : key
    if (warned.has(at)) return []
    if (key === 'extra') {
      const kept = Object.entries(each as Extra).filter(([wire]) => !warned.has(`${at}["${wire}"]`))
      return kept.length > 0 ? [[key, Object.fromEntries(kept)]] : []
    }
    return [[key, prune(each, at, warned)]]
  })
  return Object.fromEntries(entries) as unknown
}

function normalMessage(each: Message): Message[] {
  if (each.role === 'tool') {
    return each.content.map(({ type, callId, content }) => ({
      ...each,
      content: [{ type, callId, content }],
    }))
  }
  if (each.role !== 'assistant') return [each]
  const order = { reasoning: 0, text: 1, refusal: 1, file: 2, source: 2, 'tool-result': 2, 'tool-call': 3 }
  return [{ ...each, content: joinReasoning(each.content.toSorted((a, b) => order[a.type] - order[b.type])) }]
}

function joinReasoning(content: readonly AssistantContent[]): AssistantContent[] {
  const reasoning = content.filter(part => part.type === 'reasoning')
  const rest = content.filter(part => part.type !== 'reasoning')
  return reasoning.length > 0
    ? [{ type: 'reasoning', text: reasoning.map(part => part.text).join('') }, ...rest]
    : rest
}

describe('openai-chat: a request', { timeout }, () => {
  test('law 1: read(write(request)) is the request minus what the warnings list', () => {
    fc.assert(
      fc.property(request, quirks, fc.boolean(), (source, how, stream) => {
        const { body, warnings } = writeRequest(source, { model: 'm', stream, quirks: how })
        const wire = JSON.parse(JSON.stringify(body)) as JsonObject
        const dropped = new Set(
          warnings.filter(each => each.type === 'dropped').map(each => each.field ?? ''),
        )
        const read = readRequest(wire)
        expect(read.request).toEqual(expectedRequest(source, dropped))
        expect([read.model, read.stream, read.includeUsage]).toEqual([
          'm',
          stream,
          stream && how.streamUsage !== false,
        ])
      }),
      { numRuns, seed },
    )
  })

  test('law 4: fields of another wire are never sent, and each is warned of', () => {
    fc.assert(
      fc.property(request, source => {
        const foreign = JSON.parse(JSON.stringify(source), (key, value: unknown) =>
          key === 'openai-chat' ? undefined : value,
        ) as ChatRequest
        const { body, warnings } = writeRequest(foreign, { model: 'm', stream: false })
        expect(JSON.stringify(body)).not.toMatch(/x_cache|x_mark|x_hint/)
        if (JSON.stringify(foreign).includes('"x_')) expect(warnings.length).toBeGreaterThan(0)
      }),
      { numRuns, seed },
    )
  })

  test('law 4: unknown fields of the wire’s own come back where they stood', () => {
    fc.assert(
      fc.property(fields, fields, fields, fields, (atTop, atMessage, atPart, atTool) => {
        const body = {
          model: 'm',
          messages: [
            {
              role: 'user',
              content: [
                { type: 'text', text: 'a', ...atPart },
                { type: 'video_url', video_url: { url: 'v' } },
              ],
              ...atMessage,
            },
          ],
          tools: [{ type: 'function', function: { name: 'f', ...atTool }, ...atTool }],
          ...atTop,
        }
        const read = readRequest(body as JsonObject)
        expect(writeRequest(read.request, { model: 'm', stream: false }).body).toEqual(body)
      }),
      { numRuns: numRuns / 4, seed },
    )
  })
})

const meter = some(fc.nat(500))
const usage: fc.Arbitrary<Usage> = fc
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

const result: fc.Arbitrary<ChatResult> = fc
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

const head = { id: 'chatcmpl-1', model: 'm', created: 1_770_933_892 }
const withoutRaw = (each: ChatResult): ChatResult => ({ ...each, usage: { meters: each.usage.meters } })

async function readStream(wire: string, chunkSize: number): Promise<ChatPart[]> {
  const bytes = Buffer.from(wire)
  const reader = createStreamReader()
  const parts: ChatPart[] = []
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize)
  }
  for await (const event of sseEvents(chunks())) parts.push(...reader.push(event))
  return [...parts, ...reader.end()]
}

function writeStream(parts: Iterable<ChatPart>): string {
  const writer = createStreamWriter({ ...head, includeUsage: true })
  let wire = ''
  for (const part of parts) wire += writer.write(part)
  return wire + writer.end()
}

/** Cuts the deltas of a stream into pieces. */
function* cutDeltas(parts: Iterable<ChatPart>): Generator<ChatPart> {
  for (const part of parts) {
    if (
      (part.type === 'text-delta' || part.type === 'reasoning-delta' || part.type === 'refusal-delta') &&
      part.text.length > 1
    ) {
      const units = [...part.text]
      const { text: _, ...rest } = part
      yield { ...rest, text: units[0] as string }
      const again = { ...rest, text: units.slice(1).join('') }
      delete (again as { logprobs?: unknown }).logprobs
      yield again
    } else if (part.type === 'tool-call-delta') {
      for (const unit of part.input) yield { ...part, input: unit }
    } else yield part
  }
}

/** The order in which a stream gives content that has no order on the wire. */
const inOrder = (each: ChatResult): ChatResult => {
  const order = { reasoning: 0, text: 1, refusal: 2, source: 3, file: 4, 'tool-call': 6, 'tool-result': 7 }
  const rank = (part: AssistantContent) =>
    part.type === 'file' && part.mediaType.startsWith('audio/') ? 5 : order[part.type]
  const sorted = (content: readonly AssistantContent[]) => content.toSorted((a, b) => rank(a) - rank(b))
  return {
    ...each,
    content: sorted(each.content),
    ...(each.alternatives
      ? { alternatives: each.alternatives.map(of => ({ ...of, content: sorted(of.content) })) }
      : {}),
  }
}

describe('openai-chat: an answer', { timeout }, () => {
  test('law 1: read(write(result)) is the result', () => {
    fc.assert(
      fc.property(result, source => {
        const { body, receipt } = writeAnswer(source, head)
        expect(receipt).toEqual([])
        expect(withoutRaw(readAnswer(JSON.parse(JSON.stringify(body))))).toEqual(source)
      }),
      { numRuns, seed },
    )
  })

  test('law 3: a stream, however its deltas and bytes are cut, collects to the result', async () => {
    await fc.assert(
      fc.asyncProperty(result, fc.integer({ min: 1, max: 200 }), async (source, chunkSize) => {
        const wire = writeStream(cutDeltas(chat.split?.(source) ?? []))
        const collected = chat.collect?.(await readStream(wire, chunkSize))
        expect(collected && inOrder(withoutRaw(collected))).toEqual(source)
      }),
      { numRuns: numRuns / 2, seed },
    )
  })

  test('usage: read(write(usage)) is the usage, and what is unknown is never written', () => {
    fc.assert(
      fc.property(usage, used => {
        expect(readUsage(writeUsage(used)).meters).toEqual(used.meters)
        const unknown = { meters: { ...used.meters, output: { certainty: 'unknown' } } } as const
        expect(writeUsage(unknown)).toBeUndefined()
      }),
      { numRuns, seed },
    )
  })
})
