import type { SseEvent } from '@lucid-gateway/core'
import { sseEvents } from '@lucid-gateway/core/framing'

/** What turns a vendor's events into parts, as the wires have it. */
export interface PartReader<Part> {
  push(event: SseEvent): Iterable<Part>
  /** To be called at the end of the body; throws if something is missing. */
  end(): Iterable<Part>
  /** True once the vendor has said that nothing more comes. */
  readonly ended?: boolean
}

/**
 * The parts of a streamed answer. It ends when the vendor says so, also where the connection then stays open; what may
 * still come is read and dropped, so that the connection can serve the next request.
 */
export async function* partsOf<Part>(
  body: AsyncIterable<Uint8Array>,
  reader: PartReader<Part>,
): AsyncGenerator<Part> {
  const events = sseEvents(body)
  let isOver = false
  try {
    while (!isOver) {
      const { done, value } = await events.next()
      yield* done ? reader.end() : reader.push(value)
      isOver = done === true || reader.ended === true
    }
  } finally {
    if (isOver) void drain(events)
    else await events.return(undefined)
  }
}

async function drain(events: AsyncGenerator<SseEvent>): Promise<void> {
  try {
    while (!(await events.next()).done);
  } catch {
    // The answer was whole before; how the connection ends changes nothing.
  }
}
