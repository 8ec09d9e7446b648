import { chat, type ChatPart, type ChatResult, type JsonObject } from '@lucid-gateway/core'
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
  writeUsage,
} from './index.ts'
import {
  foreignReasoning,
  foreignText,
  numRuns,
  other,
  result,
  seed,
  timeout,
  toolCall,
  uniqueCalls,
  usage,
} from './testing/arbitraries.ts'

const head = { id: 'msg_1', model: 'm' }
const withoutRaw = (each: ChatResult): ChatResult => ({ ...each, usage: { meters: each.usage.meters } })

async function readStream(written: string, chunkSize: number): Promise<ChatPart[]> {
  const bytes = Buffer.from(written)
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
  let written = ''
  for (const part of parts) written += writer.write(part)
  return written + writer.end()
}

/** Cuts the deltas of a stream into pieces. */
function* cutDeltas(parts: Iterable<ChatPart>): Generator<ChatPart> {
  for (const part of parts) {
    if ((part.type === 'text-delta' || part.type === 'reasoning-delta') && part.text.length > 1) {
      for (const unit of part.text) yield { ...part, text: unit }
    } else if (part.type === 'tool-call-delta') {
      for (const unit of part.input) yield { ...part, input: unit }
    } else yield part
  }
}

describe('anthropic-messages: an answer', { timeout }, () => {
  test('law 1: read(write(result)) is the result', () => {
    fc.assert(
      fc.property(result, given => {
        const { body, receipt } = writeAnswer(given, head)
        expect(receipt).toEqual([])
        expect(withoutRaw(readAnswer(JSON.parse(JSON.stringify(body))))).toEqual(given)
      }),
      { numRuns, seed },
    )
  })

  test('law 3: a stream, however its deltas and bytes are cut, collects to the result', async () => {
    await fc.assert(
      fc.asyncProperty(result, fc.integer({ min: 1, max: 200 }), async (given, chunkSize) => {
        const written = writeStream(cutDeltas(chat.split?.(given) ?? []))
        const collected = chat.collect?.(await readStream(written, chunkSize))
        expect(collected && withoutRaw(collected)).toEqual(given)
      }),
      { numRuns: numRuns / 2, seed },
    )
  })

  test('what another vendor has to be given back comes through a client of this wire, whole or streamed', async () => {
    const foreign = fc.constant({ [other]: { signature: 's' } })
    const sealed = fc
      .array(fc.oneof(foreignReasoning, toolCall(foreign), foreignText), { maxLength: 4 })
      .map(uniqueCalls)
    await fc.assert(
      fc.asyncProperty(sealed, async content => {
        const given: ChatResult = { content, finish: { unified: 'stop' }, usage: { meters: {} } }
        const { body } = writeAnswer(given, head)
        const streamed = readSdkBlocks(writeStream(chat.split?.(given) ?? []))
        for (const blocks of [body.content, streamed]) {
          const back = { model: 'm', max_tokens: 1, messages: [{ role: 'assistant', content: blocks }] }
          const read = readRequest(JSON.parse(JSON.stringify(back)) as JsonObject).request
          expect(read.messages).toEqual([{ role: 'assistant', content }])
        }
      }),
      { numRuns: numRuns / 4, seed },
    )
  })

  test('usage: read(write(usage)) is the usage, and what is unknown is null', () => {
    fc.assert(
      fc.property(usage, used => {
        expect(readUsage(writeUsage(used)).meters).toEqual(used.meters)
        const unknown = { meters: { ...used.meters, output: { certainty: 'unknown' } } } as const
        expect(writeUsage(unknown).output_tokens).toBeNull()
      }),
      { numRuns, seed },
    )
  })
})

interface Event {
  readonly type: string
  readonly index?: number
  readonly content_block?: Record<string, string>
  readonly delta?: Readonly<Record<string, string>>
}

/** The blocks of a stream, added up the way the vendor's documents say. */
function readSdkBlocks(written: string): readonly JsonObject[] {
  const blocks: Record<string, string>[] = []
  for (const line of written.split('\n').filter(each => each.startsWith('data: '))) {
    const { type, index = 0, content_block, delta } = JSON.parse(line.slice(6)) as Event
    if (type === 'content_block_start') blocks[index] = { ...content_block }
    const block = blocks[index]
    if (!block || !delta || type !== 'content_block_delta') continue
    const { text = '', thinking: thought = '', signature, partial_json: piece } = delta
    if (block.type === 'thinking') block.thinking += thought
    if (block.type === 'text') block.text += text
    if (signature !== undefined) block.signature = signature
    if (piece !== undefined) block.piece = (block.piece ?? '') + piece
  }
  return blocks.map(({ piece, ...block }) =>
    piece === undefined ? block : { ...block, input: JSON.parse(String(piece)) as JsonObject },
  ) as readonly JsonObject[]
}
