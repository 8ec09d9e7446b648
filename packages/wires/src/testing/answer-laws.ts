import { chat, type ChatPart, type ChatResult, type JsonObject, type Usage } from '@lucid-gateway/core'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { numRuns } from './runs.ts'
import { cutDeltas, readStream, type StreamReader, withoutRaw } from './streams.ts'

/** Both directions of a wire's answers, and what they are tried with. */
export interface AnswerWire {
  readonly seed: number
  readonly result: fc.Arbitrary<ChatResult>
  readonly usage: fc.Arbitrary<Usage>
  write(result: ChatResult): { readonly body: JsonObject; readonly receipt: readonly unknown[] }
  read(body: unknown): ChatResult
  /** The bytes of a stream. */
  writeStream(parts: Iterable<ChatPart>): string
  reader(): StreamReader
  writeUsage(usage: Usage): JsonObject | undefined
  readUsage(value: unknown): Usage
  /** What is compared of an answer that was read; all but the raw usage unless said. */
  readonly plain?: (result: ChatResult) => ChatResult
  /** An answer that came as a stream in the order that content has where it comes whole. */
  readonly inOrder?: (result: ChatResult) => ChatResult
}

/** The laws that hold for the answers of each wire. */
export function testAnswerLaws(wire: AnswerWire): void {
  const { inOrder = (result: ChatResult) => result, plain = withoutRaw, result, seed } = wire

  test('law 1: read(write(result)) is the result', () => {
    fc.assert(
      fc.property(result, source => {
        const { body, receipt } = wire.write(source)
        expect(receipt).toEqual([])
        expect(plain(wire.read(JSON.parse(JSON.stringify(body))))).toEqual(source)
      }),
      { numRuns, seed },
    )
  })

  test('law 3: a stream, however its deltas and bytes are cut, collects to the result', async () => {
    await fc.assert(
      fc.asyncProperty(result, fc.integer({ min: 1, max: 200 }), async (source, chunkSize) => {
        const written = wire.writeStream(cutDeltas(chat.split?.(source) ?? []))
        const collected = chat.collect?.(await readStream(wire.reader(), written, chunkSize))
        expect(collected && inOrder(plain(collected))).toEqual(source)
      }),
      { numRuns, seed },
    )
  })

  test('usage: read(write(usage)) is the usage', () => {
    fc.assert(
      fc.property(wire.usage, used => {
        expect(wire.readUsage(wire.writeUsage(used)).meters).toEqual(used.meters)
      }),
      { numRuns, seed },
    )
  })
}
