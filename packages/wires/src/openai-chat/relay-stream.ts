import type { ChatPart, PartStream } from '@lucid-gateway/core'
import { relayedStream } from '../kit/relayed-stream.ts'
import type { ReadOptions } from './answer-in.ts'
import { createStreamReader } from './stream-reader.ts'
import { ChatStreamWatch } from './stream-watch.ts'
import { openaiChat } from './wire.ts'

export interface RelayStreamOptions extends ReadOptions {
  /** True where the gateway asked for the usage and the caller did not: its chunk is then not passed on. */
  readonly dropUsage: boolean
}

const terminator = Buffer.from('data: [DONE]\n\n')

/** A stream of this wire that passes as it is; see `relayedStream`. */
export function relayStream(
  body: AsyncIterable<Uint8Array>,
  options: RelayStreamOptions,
): Promise<PartStream<ChatPart>> {
  return relayedStream(body, {
    wire: openaiChat,
    watch: new ChatStreamWatch(options, options.dropUsage),
    endsWith: event => event.data === '[DONE]',
    terminator,
    reader: () => createStreamReader(options),
  })
}
