import type { AssistantContent, ChatPart, ChatResult } from '@lucid-gateway/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testAnswerLaws } from '../testing/answer-laws.ts'
import { numRuns, seeded, timeout } from '../testing/runs.ts'
import { writeStream } from '../testing/streams.ts'
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
    inOrder,
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
