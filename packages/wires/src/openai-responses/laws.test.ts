import type {
  AssistantContent,
  ChatPart,
  ChatRequest,
  ChatResult,
  Extra,
  JsonObject,
  Message,
} from '@lucid-gateway/core'
import { chat } from '@lucid-gateway/core'
import { sseEvents } from '@lucid-gateway/core/framing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createStreamReader,
  createStreamWriter,
  readAnswer,
  readRequest,
  readUsage,
  writeAnswer,
  writeRequest,
  writeUsage,
} from './index.ts'
import { fields, other, own, request, result, usage } from './testing/arbitraries.ts'

const long = process.env.LUCID_LONG === '1'
const timeout = long ? 600_000 : 20_000
const numRuns = long ? 100_000 : 2_000
const seed = Number(process.env.LUCID_SEED ?? 20_260_105)

const head = { id: 'resp_1', model: 'm', created: 1_770_933_892 }

/** The request minus what the warnings list, and minus forms that the wire has one spelling for. */
function expectedRequest(source: ChatRequest, warned: ReadonlySet<string>): ChatRequest {
  const whole = prune(source, '', warned) as ChatRequest
  const { reasoning, tools, candidates: _, extra, ...rest } = whole
  return {
    ...rest,
    ...(tools && tools.length > 0
      ? { tools: tools.map(tool => (isSaid(tool) ? { ...tool, strict: tool.strict ?? false } : tool)) }
      : {}),
    ...(reasoning && Object.keys(reasoning).length > 0 ? { reasoning } : {}),
    messages: grouped(whole.messages),
    extra: { [own]: { ...extra?.[own], '@store': extra?.[own]?.['@store'] ?? false } },
  } as ChatRequest
}

function isSaid(
  tool: NonNullable<ChatRequest['tools']>[number],
): tool is Extract<typeof tool, { type: 'function' }> {
  return tool.type === 'function' && tool.extra?.[own]?.['@strict'] === undefined
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

/** An assistant's turn is one message, however it was cut; a result is one message each. */
function grouped(messages: readonly Message[]): Message[] {
  const all: Message[] = []
  for (const [index, message] of messages.entries()) {
    const last = all.at(-1)
    if (message.role === 'tool') {
      for (const content of message.content) all.push({ role: 'tool', content: [content] })
    } else if (message.role === 'assistant') {
      const content = citedBehind(message.content)
      if (last?.role === 'assistant')
        all[all.length - 1] = { ...last, content: [...last.content, ...content] }
      else if (content.length > 0) all.push({ ...message, content })
    } else all.push(index === 0 ? message : withoutInstructions(message))
  }
  return all
}

/** Only the first message can be instructions. */
function withoutInstructions<T extends Message>(message: T): T {
  if (message.extra?.[own]?.['@instructions'] === undefined) return message
  const { extra: _, ...rest } = message
  return rest as T
}

/** What is cited stands behind a text: the one before it in the same message, or else the next. */
function citedBehind(content: readonly AssistantContent[]): AssistantContent[] {
  const out: AssistantContent[] = []
  let waiting: AssistantContent[] = []
  let text = -1
  for (const part of content) {
    if (part.type === 'source') {
      if (text === -1) waiting.push(part)
      else out.splice(++text, 0, part)
      continue
    }
    out.push(part)
    const opaque = part.type === 'text' && part.text === '' && part.extra?.[own]?.type !== undefined
    if (part.type === 'text' && !opaque) {
      out.push(...waiting)
      waiting = []
      text = out.length - 1
    } else if (part.type !== 'refusal') text = -1
  }
  return out
}

describe('openai-responses: a request', { timeout }, () => {
  test('law 1: read(write(request)) is the request minus what the warnings list', () => {
    fc.assert(
      fc.property(request, fc.boolean(), (source, stream) => {
        const { body, warnings } = writeRequest(source, { model: 'm', stream })
        const wire = JSON.parse(JSON.stringify(body)) as JsonObject
        const dropped = new Set(
          warnings.filter(each => each.type === 'dropped').map(each => each.field ?? ''),
        )
        const read = readRequest(wire)
        const marked = source.messages[0]?.extra?.[own]?.['@instructions'] !== undefined
        const first = read.request.messages[0]?.extra?.[own]?.['@instructions'] !== undefined
        const expected = expectedRequest(source, dropped)
        expect(read.request).toEqual(
          marked && !first
            ? { ...expected, messages: expected.messages.map(each => withoutInstructions(each)) }
            : expected,
        )
        expect([read.model, read.stream]).toEqual(['m', stream])
      }),
      { numRuns, seed },
    )
  })

  test('law 4: fields of another wire are never sent, and each is warned of', () => {
    fc.assert(
      fc.property(request, source => {
        const foreign = JSON.parse(JSON.stringify(source), (key, value: unknown) =>
          key === own ? undefined : value,
        ) as ChatRequest
        const { body, warnings } = writeRequest(foreign, { model: 'm', stream: false })
        expect(JSON.stringify(body)).not.toMatch(/x_cache|x_mark|x_hint|gAAAA/)
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
          instructions: 'Be brief.',
          input: [
            {
              role: 'user',
              content: [
                { type: 'input_text', text: 'a', ...atPart },
                { type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } },
              ],
              ...atMessage,
            },
            { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAA', ...atPart },
            {
              type: 'message',
              id: 'msg_1',
              status: 'completed',
              role: 'assistant',
              content: [{ type: 'output_text', text: 'b', annotations: [], ...atPart }],
              ...atMessage,
            },
            { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f', arguments: '{}', ...atPart },
            { type: 'function_call_output', call_id: 'c', output: 'ok', ...atPart },
            { type: 'compaction', encrypted_content: 'gBB', ...atPart },
          ],
          tools: [
            { type: 'function', name: 'f', parameters: null, ...atTool },
            { type: 'web_search', ...atTool },
          ],
          previous_response_id: 'resp_0',
          ...atTop,
        }
        const read = readRequest(body as JsonObject)
        expect(writeRequest(read.request, { model: 'm', stream: false }).body).toEqual(body)
      }),
      { numRuns: numRuns / 4, seed },
    )
  })
})

/** What the wire says of every answer, and how the usage came, is no part of what was to be said. */
const plain = (each: ChatResult): ChatResult => {
  const { '@echo': _, ...kept } = each.extra?.[own] ?? {}
  const { extra, ...rest } = each
  return {
    ...rest,
    ...(extra && Object.keys(kept).length > 0 ? { extra: { [own]: kept } } : {}),
    usage: { meters: each.usage.meters },
  }
}

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
  const writer = createStreamWriter(head)
  let wire = ''
  for (const part of parts) wire += writer.write(part)
  wire += writer.end()
  expect(writer.receipt).toEqual([])
  return wire
}

/** Cuts the deltas of a stream into pieces. */
function* cutDeltas(parts: Iterable<ChatPart>): Generator<ChatPart> {
  for (const part of parts) {
    if (part.type === 'text-delta' || part.type === 'reasoning-delta' || part.type === 'refusal-delta') {
      const units = [...part.text]
      const { text: _, ...rest } = part
      yield { ...rest, text: units[0] ?? '' }
      const again = { ...rest, text: units.slice(1).join('') }
      delete (again as { logprobs?: unknown }).logprobs
      if (again.text) yield again
    } else if (part.type === 'tool-call-delta') {
      for (const unit of part.input) yield { ...part, input: unit }
    } else yield part
  }
}

describe('openai-responses: an answer', { timeout }, () => {
  test('law 1: read(write(result)) is the result', () => {
    fc.assert(
      fc.property(result, source => {
        const { body, receipt } = writeAnswer(source, head)
        expect(receipt).toEqual([])
        expect(plain(readAnswer(JSON.parse(JSON.stringify(body))))).toEqual(source)
      }),
      { numRuns, seed },
    )
  })

  test('law 3: a stream, however its deltas and bytes are cut, collects to the result', async () => {
    await fc.assert(
      fc.asyncProperty(result, fc.integer({ min: 1, max: 200 }), async (source, chunkSize) => {
        const wire = writeStream(cutDeltas(chat.split?.(source) ?? []))
        const collected = chat.collect?.(await readStream(wire, chunkSize))
        expect(collected && plain(collected)).toEqual(source)
      }),
      { numRuns: numRuns / 2, seed },
    )
  })

  test('law 3: what is read of a stream and written again is the same stream', async () => {
    await fc.assert(
      fc.asyncProperty(result, async source => {
        const wire = writeStream(chat.split?.(source) ?? [])
        const parts = await readStream(wire, 4096)
        expect(await readStream(writeStream(parts), 4096)).toEqual(parts)
      }),
      { numRuns: numRuns / 4, seed },
    )
  })

  test('its items go back as what the assistant said', () => {
    fc.assert(
      fc.property(result, source => {
        const { body } = writeAnswer(source, head)
        const { request: read } = readRequest({ model: 'm', input: body.output })
        const content = read.messages.flatMap(message => message.content)
        const said = JSON.stringify(content).replaceAll(/"logprobs":\[[^\]]*\],?/g, '')
        expect(said).toContain('[')
        expect(content.map(part => part.type)).toEqual(source.content.map(part => part.type))
      }),
      { numRuns: numRuns / 4, seed },
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

  test('what another vendor wants back is sealed, comes back, and is never sent to this one', () => {
    fc.assert(
      fc.property(fields, fields, (ofReasoning, ofCall) => {
        const content: AssistantContent[] = [
          { type: 'reasoning', text: 'hm', signature: 's', extra: { [other]: ofReasoning } },
          { type: 'text', text: 'a', extra: { [other]: ofReasoning } },
          { type: 'tool-call', id: 'c', name: 'f', input: '{}', extra: { [other]: ofCall } },
        ]
        const source: ChatResult = { content, finish: { unified: 'tool-calls' }, usage: { meters: {} } }
        const whole = writeAnswer(source, head)
        const wire = writeStream(chat.split?.(source) ?? [])
        const last = JSON.parse(/.*"response\.completed".*/.exec(wire)?.[0].slice(6) ?? '{}') as JsonObject
        for (const { output } of [whole.body, last.response as JsonObject]) {
          const { request: read } = readRequest({ model: 'm', input: output })
          expect(read.messages).toMatchObject([{ role: 'assistant', content }])
          const { body } = writeRequest(read, { model: 'm', stream: false })
          expect(JSON.stringify(body)).not.toMatch(/x_|lucid1/)
        }
        expect(whole.receipt).toEqual([])
      }),
      { numRuns: numRuns / 10, seed },
    )
  })
})
