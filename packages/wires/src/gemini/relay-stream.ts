import type { ChatPart, PartStream } from '@lucid-gateway/core'
import { relayedStream } from '../kit/relayed-stream.ts'
import type { ReadOptions } from './answer-in.ts'
import { createStreamReader } from './stream-reader.ts'
import { GeminiStreamWatch } from './stream-watch.ts'
import { gemini } from './wire.ts'

/** A stream of this wire that passes as it is; see `relayedStream`. Its end is the end of the body. */
export function relayStream(
  body: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): Promise<PartStream<ChatPart>> {
  return relayedStream(body, {
    wire: gemini,
    watch: new GeminiStreamWatch(options),
    endsWith: () => false,
    terminator: undefined,
    reader: () => createStreamReader(options),
  })
}
