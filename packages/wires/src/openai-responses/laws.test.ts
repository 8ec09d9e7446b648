import type {
  AssistantContent,
  ChatPart,
  ChatRequest,
  ChatResult,
  JsonObject,
  Message,
} from '@lucid-gateway/core'
import { chat } from '@lucid-gateway/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testAnswerLaws } from '../testing/answer-laws.ts'
import { other } from '../testing/arbitraries.ts'
import { droppedBy, without, withoutOwn } from '../testing/dropped.ts'
import { numRuns, seeded, timeout } from '../testing/runs.ts'
import { readStream, writeStream } from '../testing/streams.ts'
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
import { fields, own, request, result, usage } from './testing/arbitraries.ts'

const seed = seeded(20_260_105)
const head = { id: 'resp_1', model: 'm', created: 1_770_933_892 }

/** The request minus what the warnings list, and minus forms that the wire has one spelling for. */
function expectedRequest(source: ChatRequest, warned: ReadonlySet<string>): ChatRequest {
  const whole = without(source, warned)
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
        const dropped = droppedBy(warnings)
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
        const foreign = withoutOwn(source, own)
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
      { numRuns, seed },
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

function write(parts: Iterable<ChatPart>): string {
  const writer = createStreamWriter(head)
  const wire = writeStream(writer, parts)
  expect(writer.receipt).toEqual([])
  return wire
}

describe('openai-responses: an answer', { timeout }, () => {
  testAnswerLaws({
    seed,
    result,
    usage,
    write: source => writeAnswer(source, head),
    read: readAnswer,
    writeStream: write,
    reader: createStreamReader,
    writeUsage,
    readUsage,
    plain,
  })

  test('law 3: what is read of a stream and written again is the same stream', async () => {
    await fc.assert(
      fc.asyncProperty(result, async source => {
        const wire = write(chat.split?.(source) ?? [])
        const parts = await readStream(createStreamReader(), wire)
        expect(await readStream(createStreamReader(), write(parts))).toEqual(parts)
      }),
      { numRuns, seed },
    )
  })

  test('its items go back as what the assistant said', () => {
    fc.assert(
      fc.property(result, source => {
        const { body } = writeAnswer(source, head)
        const { request: again } = readRequest({ model: 'm', input: body.output })
        const content = again.messages.flatMap(message => message.content)
        const said = JSON.stringify(content).replaceAll(/"logprobs":\[[^\]]*\],?/g, '')
        expect(said).toContain('[')
        expect(content.map(part => part.type)).toEqual(source.content.map(part => part.type))
      }),
      { numRuns, seed },
    )
  })

  test('usage that is unknown is never written', () => {
    fc.assert(
      fc.property(usage, used => {
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
        const wire = write(chat.split?.(source) ?? [])
        const last = JSON.parse(/.*"response\.completed".*/.exec(wire)?.[0].slice(6) ?? '{}') as JsonObject
        for (const { output } of [whole.body, last.response as JsonObject]) {
          const { request: again } = readRequest({ model: 'm', input: output })
          expect(again.messages).toMatchObject([{ role: 'assistant', content }])
          const { body } = writeRequest(again, { model: 'm', stream: false })
          expect(JSON.stringify(body)).not.toMatch(/x_|lucid1/)
        }
        expect(whole.receipt).toEqual([])
      }),
      { numRuns, seed },
    )
  })
})
