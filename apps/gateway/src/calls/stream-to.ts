import { fromUnknown, LucidError, type PartStream } from '@lucid-gateway/core'
import type { Call } from '@lucid-gateway/runtime'
import type { Dialect } from '../dialects/dialect.ts'
import { EventStream, eventStreamHead } from '../http/event-stream.ts'
import type { Exchange } from '../http/exchange.ts'
import { beginStream, type Headers } from '../http/respond.ts'

export interface Streaming<T> {
  readonly dialect: Dialect
  readonly headers: Headers
  readonly source: AsyncIterable<T>
  /** Whole events, or nothing. */
  format(item: T): Uint8Array | string
  /** What the source is read from. */
  readonly stream: Pick<PartStream, 'done' | 'ended'>
  readonly call: Pick<Call, 'closed'>
  /** What comes last, after a good end or an error. */
  end(finished: boolean): Promise<string>
}

/**
 * Passes a stream on to the client as fast as the client reads. However it fails, the client sees one error event in
 * its own dialect and then the end, and never a terminator that would make a cut answer look whole. Whatever comes last
 * waits until the call is closed: who saw the end may rely on what was used being recorded.
 */
export async function streamTo<T>(exchange: Exchange, streaming: Streaming<T>): Promise<void> {
  const { response, host, generation } = exchange
  const { keepAliveMs, stalledMs } = generation.settings.server.limits
  beginStream(exchange, { ...eventStreamHead, ...streaming.headers })
  const { dialect, stream, call } = streaming
  const { keepAlive } = dialect
  const events = new EventStream(response, { pulse: host.pulse, keepAliveMs, stalledMs, keepAlive })
  let failure: LucidError | undefined
  try {
    for await (const item of streaming.source) {
      const text = streaming.format(item)
      if (text.length === 0) continue
      if (stream.ended) await call.closed
      const full = events.write(text)
      if (full) await full
      if (response.destroyed && !exchange.goesOn) break
    }
  } catch (thrown) {
    failure = fromUnknown(thrown)
  }
  const ended = await stream.done
  if (response.destroyed && !exchange.goesOn) return events.dispose()
  if (!failure && ended.status !== 'finished') failure = ended.error ?? cutShort()
  exchange.error = failure
  const told = failure ? host.scrub(dialect.errorEvent(failure, exchange.id)) : ''
  events.end(told + (await streaming.end(failure === undefined)))
}

function cutShort(): LucidError {
  return new LucidError('unavailable', 'The stream was cut short.', { reason: 'cut_short' })
}
