import { parseSseEvent, splitSseEvents } from '@lucid-gateway/core/framing'
import type { Streaming } from '../../calls/stream-to.ts'

/**
 * A stream as one JSON array that grows, which is what https://ai.google.dev/api/generate-content gives to who does not
 * ask for `alt=sse`. Comments have no place in it.
 */
export function asJsonArray<T>(streaming: Streaming<T>): Streaming<T> {
  const { dialect } = streaming
  let before = '['
  const items = (events: Uint8Array | string): string => {
    let text = ''
    for (const raw of splitSseEvents(Buffer.from(events))) {
      const event = parseSseEvent(raw)
      if (!event) continue
      text += before + event.data
      before = ',\r\n'
    }
    return text
  }
  return {
    ...streaming,
    headers: { ...streaming.headers, 'content-type': 'application/json; charset=utf-8' },
    dialect: {
      ...dialect,
      keepAlive: '\n',
      errorEvent: (error, requestId) => items(dialect.errorEvent(error, requestId)),
    },
    format: item => items(streaming.format(item)),
    async end(finished) {
      const last = items(await streaming.end(finished))
      return `${last}${before === '[' ? '[' : ''}]`
    },
  }
}
