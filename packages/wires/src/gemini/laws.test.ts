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
import { fields, foreignContent, head, request, result, usage } from './testing/arbitraries.ts'

const long = process.env.LUCID_LONG === '1'
const timeout = long ? 600_000 : 20_000
const numRuns = long ? 100_000 : 2_000
const seed = Number(process.env.LUCID_SEED ?? 20_261_121)
const address = { model: 'gemini-3.8-flash', stream: false }
const target = { model: 'gemini-3.8-flash' }

const overTheWire = (body: JsonObject): JsonObject => JSON.parse(JSON.stringify(body)) as JsonObject

/** Takes out every field, element or foreign extra that a warning of type `dropped` names. */
function prune(value: unknown, path: string, dropped: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    return value.flatMap((each, index) =>
      dropped.has(`${path}[${index}]`) ? [] : [prune(each, `${path}[${index}]`, dropped)],
    )
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).flatMap(([key, each]) => {
    const at = path ? `${path}.${key}` : key
    if (dropped.has(at)) return []
    if (key === 'extra') {
      const kept = Object.entries(each as Extra).filter(([wire]) => !dropped.has(`${at}["${wire}"]`))
      return kept.length > 0 ? [[key, Object.fromEntries(kept)]] : []
    }
    return [[key, prune(each, at, dropped)]]
  })
  return Object.fromEntries(entries) as unknown
}

/** The request minus what the warnings list, and minus forms that the wire has one spelling for. */
function expectedRequest(source: ChatRequest, dropped: ReadonlySet<string>): ChatRequest {
  const { reasoning, tools, metadata, ...rest } = prune(source, '', dropped) as ChatRequest
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
        const dropped = new Set(
          warnings.filter(each => each.type === 'dropped').map(each => each.field ?? ''),
        )
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
        const foreign = JSON.parse(JSON.stringify(source), (key, value: unknown) =>
          key === 'gemini' ? undefined : value,
        ) as ChatRequest
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
      { numRuns: numRuns / 4, seed },
    )
  })
})

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
  const writer = createStreamWriter(head)
  let wire = ''
  for (const part of parts) wire += writer.write(part)
  return wire + writer.end()
}

/** Cuts the deltas of a stream into pieces. */
function* cutDeltas(parts: Iterable<ChatPart>): Generator<ChatPart> {
  for (const part of parts) {
    if ((part.type === 'text-delta' || part.type === 'reasoning-delta') && part.text.length > 1) {
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

describe('gemini: an answer', { timeout }, () => {
  test('law 1: read(write(result)) is the result', () => {
    fc.assert(
      fc.property(result, source => {
        const { body, receipt } = writeAnswer(source, head)
        expect(receipt).toEqual([])
        expect(withoutRaw(readAnswer(overTheWire(body)))).toEqual(source)
      }),
      { numRuns, seed },
    )
  })

  test('law 3: a stream, however its deltas and bytes are cut, collects to the result', async () => {
    await fc.assert(
      fc.asyncProperty(result, fc.integer({ min: 1, max: 200 }), async (source, chunkSize) => {
        const wire = writeStream(cutDeltas(chat.split?.(source) ?? []))
        const collected = chat.collect?.(await readStream(wire, chunkSize))
        expect(collected && withoutRaw(collected)).toEqual(source)
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
      { numRuns: numRuns / 2, seed },
    )
  })

  test('comes back after a stream too, whose chunks are contents of their own', async () => {
    await fc.assert(
      fc.asyncProperty(foreignContent, async content => {
        const wire = writeStream(cutDeltas(chat.split?.(resultOf(content)) ?? []))
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
      { numRuns: numRuns / 4, seed },
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
      { numRuns: numRuns / 4, seed },
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
