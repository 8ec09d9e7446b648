import type { ChatPart, PartStream } from '@lucid-gateway/core'
import { parseJson } from '../kit/json.ts'
import { relayedStream } from '../kit/relayed-stream.ts'
import type { ReadOptions } from './answer-in.ts'
import { createStreamReader } from './stream-reader.ts'
import { ResponsesStreamWatch } from './stream-watch.ts'
import { openaiResponses } from './wire.ts'

const lastEvents = /^\s*\{\s*"type"\s*:\s*"response\.(?:completed|incomplete|failed|cancelled)"/

/** A stream of this wire that passes as it is; see `relayedStream`. Its last event is its terminator. */
export function relayStream(
  body: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): Promise<PartStream<ChatPart>> {
  return relayedStream(body, {
    wire: openaiResponses,
    watch: new ResponsesStreamWatch(options),
    // Half of such an event begins the same.
    endsWith: ({ data }) => lastEvents.test(data) && parseJson(data) !== undefined,
    terminator: undefined,
    reader: () => createStreamReader(options),
  })
}
