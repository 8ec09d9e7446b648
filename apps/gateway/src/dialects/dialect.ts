import type { LucidError } from '@lucid-gateway/core'

/** How a set of routes speaks of errors. */
export interface Dialect {
  readonly id: 'lucid' | 'openai'
  /** An error as a whole answer. */
  error(error: LucidError, requestId: string): ErrorAnswer
  /** An error within a stream that has begun: whole server-sent events. */
  errorEvent(error: LucidError, requestId: string): string
}

interface ErrorAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: object
}
