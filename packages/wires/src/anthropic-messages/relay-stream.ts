import type { ChatPart, PartStream } from '@lucid-gateway/core'
import { relayedStream } from '../kit/relayed-stream.ts'
import type { RelayOptions } from './relay-answer.ts'
import { createStreamReader } from './stream-reader.ts'
import { MessageStreamWatch } from './stream-watch.ts'
import { anthropicWire } from './wire.ts'

const terminator = Buffer.from('event: message_stop\ndata: {"type":"message_stop"}\n\n')

/** A stream of this wire that passes as it is; see `relayedStream`. */
export function relayStream(
  body: AsyncIterable<Uint8Array>,
  options: RelayOptions,
): Promise<PartStream<ChatPart>> {
  return relayedStream(body, {
    wire: anthropicWire(options.version),
    watch: new MessageStreamWatch(options),
    endsWith: event => event.event === 'message_stop',
    terminator,
    reader: () => createStreamReader(options),
  })
}
