import type { JsonObject } from '@lucid-gateway/core'

/** An event as the vendor writes it. */
export function event(data: JsonObject & { readonly type: string }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
}

export const start = event({
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 3, cache_read_input_tokens: 2, output_tokens: 1 },
  },
})
export const opened = event({
  type: 'content_block_start',
  index: 0,
  content_block: { type: 'text', text: '' },
})
export const word = (text: string, index = 0): string =>
  event({ type: 'content_block_delta', index, delta: { type: 'text_delta', text } })
export const closed = event({ type: 'content_block_stop', index: 0 })
export const ending = event({
  type: 'message_delta',
  delta: { stop_reason: 'end_turn', stop_sequence: null },
  usage: { output_tokens: 4 },
})
export const stop = event({ type: 'message_stop' })
export const ping = event({ type: 'ping' })
export const error = event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })
