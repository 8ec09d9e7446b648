import type { Media } from '../content/media.ts'
import type { Warning } from '../content/warning.ts'
import type { Http } from '../ports/http.ts'
import type { Log } from '../ports/log.ts'

/** One try of a call on one target, as the provider sees it. Everything about keys and time comes with it. */
export interface Attempt<Credentials = Readonly<Record<string, string>>> {
  /** The model in the vendor's own words, without the account. */
  readonly model: string
  readonly credentials: Credentials
  /** Changes whenever the credentials do. Absent where they are a caller's own: what is made with them is not kept. */
  readonly secretVersion?: string
  /** Aborted when the caller goes away, time is up or the gateway stops. */
  readonly signal: AbortSignal
  /** Milliseconds since 1970. */
  readonly deadline: number
  readonly http: Http
  readonly callId: string
  /** The same for each try of one call on one account's model: where another model is asked, the body is another. */
  readonly idempotencyKey: string
  /** 1 for the first try. */
  readonly number: number
  /** The name of the account that is tried. */
  readonly account: string
  readonly log: Log
  /** Tells the caller what could not be taken as asked. */
  warn(warning: Warning): void
  /** Makes bytes that are in hand, or arrive, part of a result. Absent from a host that can't. */
  keep?(
    bytes: Uint8Array | AsyncIterable<Uint8Array>,
    facts: Pick<Media, 'mediaType' | 'filename'>,
  ): Promise<Media>
}
