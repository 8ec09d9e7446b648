import type {
  AssistantContent,
  ChatPart,
  ChatRequest,
  ChatResult,
  JsonObject,
  Message,
} from '@lucid-gateway/core'
import { chat } from '@lucid-gateway/core'
import { sseEvents } from '@lucid-gateway/core/framing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testAnswerLaws } from '../testing/answer-laws.ts'
import { droppedBy, without, withoutOwn } from '../testing/dropped.ts'
import { numRuns, seeded, timeout } from '../testing/runs.ts'
import { cutDeltas, writeStream } from '../testing/streams.ts'
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
import { fields, foreignContent, head, request, result, usage } from './testing/arbitraries.ts'

const seed = seeded(20_261_121)
const address = { model: 'gemini-3.8-flash', stream: false }
const target = { model: 'gemini-3.8-flash' }

const overTheWire = (body: JsonObject): JsonObject => JSON.parse(JSON.stringify(body)) as JsonObject

/** The request minus what the warnings list, and minus forms that the wire has one spelling for. */
function expectedRequest(source: ChatRequest, dropped: ReadonlySet<string>): ChatRequest {
  const { reasoning, tools, metadata, ...rest } = without(source, dropped)
  return {
    ...rest,
    ...(metadata && Object.keys(metadata).length > 0 ? { metadata } : {}),
    ...(tools && tools.length > 0 ? { tools } : {}),
    ...(reasoning && Object.keys(reasoning).length > 0 ? { reasoning } : {}),
    messages: joined(rest.messages),
  }
}

/** Results that follow each other stand together, and so does what the model said. */
function joined(messages: readonly Message[]): readonly Message[] {
  const all: Message[] = []
  for (const message of messages) {
    const before = all.at(-1)
    if (before?.role === 'tool' && message.role === 'tool' && !message.extra) {
      all[all.length - 1] = { ...before, content: [...before.content, ...message.content] }
    } else if (
      before?.role === 'assistant' &&
      message.role === 'assistant' &&
      !before.extra &&
      !message.extra
    ) {
      all[all.length - 1] = { ...before, content: [...before.content, ...message.content] }
    } else all.push(message)
  }
  return all
}

describe('gemini: a request', { timeout }, () => {
  test('law 1: read(write(request)) is the request minus what the warnings list', () => {
    fc.assert(
      fc.property(request, source => {
        const { body, warnings } = writeRequest(source, target)
        fc.pre(Array.isArray(body.contents) && body.contents.length > 0)
        const dropped = droppedBy(warnings)
        const read = readRequest(overTheWire(body), address)
        expect(read.request).toEqual(expectedRequest(source, dropped))
        expect(read).toMatchObject({ ...address, receipt: [] })
      }),
      { numRuns, seed },
    )
  })

  test('law 4: fields of another wire are never sent, and each is warned of', () => {
    fc.assert(
      fc.property(request, source => {
        const foreign = withoutOwn(source, 'gemini')
        const { body, warnings } = writeRequest(foreign, target)
        expect(JSON.stringify(body)).not.toMatch(/x_cache|x_mark|x_hint/)
        if (JSON.stringify(foreign).includes('"x_')) expect(warnings.length).toBeGreaterThan(0)
      }),
      { numRuns, seed },
    )
  })

  test('law 4: unknown fields of the wire’s own come back where they stood', () => {
    fc.assert(
      fc.property(fields, fields, fields, fields, fields, (atTop, atContent, atPart, atTool, atConfig) => {
        const body = {
          systemInstruction: { parts: [{ text: 's', ...atPart }], ...atContent },
          contents: [
            {
              role: 'user',
              parts: [{ text: 'a', ...atPart }, { hologram: { depth: 3 } }],
              ...atContent,
            },
            {
              role: 'model',
              parts: [
                { functionCall: { id: 'c', name: 'f', args: {}, ...atPart }, thoughtSignature: 'c2ln' },
              ],
            },
            {
              role: 'user',
              parts: [{ functionResponse: { id: 'c', name: 'f', response: { a: 1 }, ...atPart } }],
            },
          ],
          tools: [{ functionDeclarations: [{ name: 'f', ...atTool }] }, { googleSearch: atTool }],
          toolConfig: { functionCallingConfig: { mode: 'AUTO', ...atTool }, ...atConfig },
          generationConfig: {
            temperature: 1,
            thinkingConfig: { thinkingLevel: 'LOW', ...atTool },
            ...atConfig,
          },
          safetySettings: [{ category: 'C', threshold: 'T' }],
          cachedContent: 'cachedContents/1',
          ...atTop,
        }
        const read = readRequest(body as JsonObject, address)
        const written = writeRequest(read.request, target)
        expect(written).toEqual({ body, warnings: [] })
      }),
      { numRuns, seed },
    )
  })
})

const write = (parts: Iterable<ChatPart>) => writeStream(createStreamWriter(head), parts)

describe('gemini: an answer', { timeout }, () => {
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
})

/** What a caller of this wire says in the next turn: what it was told, as it was told it. */
const turn = (contents: readonly JsonObject[]): readonly AssistantContent[] => {
  const said = readRequest({ contents: [{ role: 'user', parts: [{ text: 'q' }] }, ...contents] }, address)
  const last = said.request.messages.at(-1)
  return last?.role === 'assistant' ? last.content : []
}
const contentOf = (body: JsonObject): JsonObject =>
  (body.candidates as readonly { readonly content: JsonObject }[])[0]?.content ?? {}

describe('gemini: what only another vendor can read', { timeout }, () => {
  const resultOf = (content: readonly AssistantContent[]): ChatResult => ({
    content,
    finish: { unified: 'stop' },
    usage: { meters: {} },
  })

  test('comes back with the next turn, and nothing of it is lost', () => {
    fc.assert(
      fc.property(foreignContent, content => {
        const { body, receipt } = writeAnswer(resultOf(content), head)
        expect(receipt).toEqual([])
        expect(JSON.stringify(body)).not.toMatch(/x_cache|x_mark|x_hint/)
        expect(turn([contentOf(overTheWire(body))])).toEqual(content)
      }),
      { numRuns, seed },
    )
  })

  test('comes back after a stream too, whose chunks are contents of their own', async () => {
    await fc.assert(
      fc.asyncProperty(foreignContent, async content => {
        const wire = write(cutDeltas(chat.split?.(resultOf(content)) ?? []))
        const contents: JsonObject[] = []
        for await (const event of sseEvents(
          (async function* () {
            yield Buffer.from(wire)
          })(),
        )) {
          const said = contentOf(JSON.parse(event.data) as JsonObject)
          if ((said.parts as readonly unknown[]).length > 0) contents.push(said)
        }
        expect(coalesced(turn(contents))).toEqual(content)
      }),
      { numRuns, seed },
    )
  })

  test('is never sent to this one', () => {
    fc.assert(
      fc.property(foreignContent, content => {
        const messages: readonly Message[] = [{ role: 'assistant', content }]
        const { body, warnings } = writeRequest({ messages }, target)
        expect(JSON.stringify(body)).not.toMatch(/x_cache|x_mark|x_hint|thoughtSignature/)
        expect(warnings.length).toBeGreaterThan(0)
      }),
      { numRuns, seed },
    )
  })
})

/** Texts in pieces, of which the last has what belongs to the whole, are one text. */
function coalesced(content: readonly AssistantContent[]): readonly AssistantContent[] {
  const whole: AssistantContent[] = []
  for (const part of content) {
    const before = whole.at(-1)
    const open =
      before && 'text' in before && !before.extra && !('encrypted' in before) && before.type === part.type
    if (open && 'text' in part) whole[whole.length - 1] = { ...part, text: before.text + part.text }
    else whole.push(part)
  }
  return whole
}
