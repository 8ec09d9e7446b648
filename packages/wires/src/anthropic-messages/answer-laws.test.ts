import { chat, type ChatPart, type ChatResult, type JsonObject } from '@lucid-gateway/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testAnswerLaws } from '../testing/answer-laws.ts'
import { other } from '../testing/arbitraries.ts'
import { numRuns, seeded, timeout } from '../testing/runs.ts'
import { writeStream } from '../testing/streams.ts'
import {
  createStreamReader,
  createStreamWriter,
  readAnswer,
  readRequest,
  readUsage,
  writeAnswer,
  writeUsage,
} from './index.ts'
import { foreignReasoning, foreignText, result, toolCall, uniqueCalls, usage } from './testing/arbitraries.ts'

const seed = seeded(20_261_021)
const head = { id: 'msg_1', model: 'm' }
const write = (parts: Iterable<ChatPart>) => writeStream(createStreamWriter(head), parts)

describe('anthropic-messages: an answer', { timeout }, () => {
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

  test('what another vendor has to be given back comes through a client of this wire, whole or streamed', async () => {
    const foreign = fc.constant({ [other]: { signature: 's' } })
    const sealed = fc
      .array(fc.oneof(foreignReasoning, toolCall(foreign), foreignText), { maxLength: 4 })
      .map(uniqueCalls)
    await fc.assert(
      fc.asyncProperty(sealed, async content => {
        const given: ChatResult = { content, finish: { unified: 'stop' }, usage: { meters: {} } }
        const { body } = writeAnswer(given, head)
        const streamed = readSdkBlocks(write(chat.split?.(given) ?? []))
        for (const blocks of [body.content, streamed]) {
          const back = { model: 'm', max_tokens: 1, messages: [{ role: 'assistant', content: blocks }] }
          const read = readRequest(JSON.parse(JSON.stringify(back)) as JsonObject).request
          expect(read.messages).toEqual([{ role: 'assistant', content }])
        }
      }),
      { numRuns, seed },
    )
  })

  test('usage that is unknown is null', () => {
    fc.assert(
      fc.property(usage, used => {
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
