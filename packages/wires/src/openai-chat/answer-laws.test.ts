import type { AssistantContent, ChatPart, ChatResult } from '@lucid-gateway/core'
import { chat } from '@lucid-gateway/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numRuns, seeded, timeout } from '../testing/runs.ts'
import { cutDeltas, readStream, withoutRaw, writeStream } from '../testing/streams.ts'
import {
  createStreamReader,
  createStreamWriter,
  readAnswer,
  readUsage,
  writeAnswer,
  writeUsage,
} from './index.ts'
import { result, usage } from './testing/arbitraries.ts'

const seed = seeded(20_260_103)
const head = { id: 'chatcmpl-1', model: 'm', created: 1_770_933_892 }
const read = (wire: string, size?: number) => readStream(createStreamReader(), wire, size)
const write = (parts: Iterable<ChatPart>) =>
  writeStream(createStreamWriter({ ...head, includeUsage: true }), parts)

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
        const wire = write(cutDeltas(chat.split?.(source) ?? []))
        const collected = chat.collect?.(await read(wire, chunkSize))
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
