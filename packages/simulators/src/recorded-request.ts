import type { UsageTruth } from './openai/completion.ts'

/** A request that a simulator was sent, and what came of it. */
export interface RecordedRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly raw: Uint8Array
  /** The body as JSON; undefined where it is none. */
  readonly body: unknown
  /** 0 until the head is written. */
  readonly status: number
  /** What the vendor bills for it, known once the request was found good. */
  readonly usage?: UsageTruth
  /** Tokens of the answer that were really written to the connection. */
  readonly tokensSent: number
  /** Events that were really written. */
  readonly eventsSent: number
  readonly end: 'open' | 'sent' | 'cut' | 'client-gone'
  /** Resolves once `end` is no longer `open`. */
  readonly ended: Promise<void>
}

export type MutableRequest = { -readonly [K in keyof RecordedRequest]: RecordedRequest[K] } & {
  /** Tells the end, once. */
  finish(end: Exclude<RecordedRequest['end'], 'open'>): void
}

export function record(
  head: Pick<RecordedRequest, 'method' | 'path' | 'query' | 'headers' | 'raw' | 'body'>,
): MutableRequest {
  const { promise, resolve } = Promise.withResolvers<void>()
  const entry: MutableRequest = {
    ...head,
    status: 0,
    tokensSent: 0,
    eventsSent: 0,
    end: 'open',
    ended: promise,
    finish(end) {
      if (entry.end !== 'open') return
      entry.end = end
      resolve()
    },
  }
  return entry
}
