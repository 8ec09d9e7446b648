import type { SseEvent } from '../ports/http.ts'
import { parseSseEvent } from './sse-event.ts'
import { SseFramer, type SseFramerOptions } from './sse-framer.ts'

/** The events of a body. One that is cut short at the end is given too: whether it is whole is for its reader to say. */
export async function* sseEvents(
  body: AsyncIterable<Uint8Array>,
  options?: SseFramerOptions,
): AsyncGenerator<SseEvent, void, undefined> {
  const framer = new SseFramer(options)
  for await (const chunk of body) {
    for (const raw of framer.push(chunk)) {
      const event = parseSseEvent(raw)
      if (event) yield event
    }
  }
  const rest = framer.flush()
  const last = rest && parseSseEvent(rest)
  if (last) yield last
}
