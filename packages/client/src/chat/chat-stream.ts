import { cancelled, cut, errorOfStream } from '../error/from-answer.ts'
import type { ChatEvent, StreamEnd } from '../generated/schemas.ts'
import { eventsIn } from '../http/event-stream.ts'

/** An event of a stream. The last is `done`, with what the call used and cost. */
export type ChatStreamEvent = ChatEvent | ({ readonly type: 'done' } & StreamEnd)

/** The events of an answer; throws where the gateway tells of a failure, and where the end is missing. */
export async function* chatStream(answer: Response, signal?: AbortSignal): AsyncGenerator<ChatStreamEvent> {
  if (!answer.body) throw cut(answer)
  for await (const { type, data } of intact(eventsIn(answer.body), answer, signal)) {
    if (type === 'error') throw errorOfStream(answer, data)
    const event = { ...(JSON.parse(data) as object), type } as ChatStreamEvent
    yield event
    if (event.type === 'done') return
  }
  throw cut(answer)
}

/** The same events; what breaks off is told as such. */
export async function* intact<T>(
  events: AsyncIterable<T>,
  answer: Response,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  const iterator = events[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await iterator.next().catch((cause: unknown) => {
        throw signal?.aborted ? cancelled(signal) : cut(answer, cause)
      })
      if (next.done) return
      yield next.value
    }
  } finally {
    await iterator.return?.()
  }
}
