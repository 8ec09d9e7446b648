import type { IncomingMessage } from 'node:http'
import type { LucidError } from '@lucid-gateway/core'

/** How a set of routes speaks of errors, and where it differs from what all routes do. */
export interface Dialect {
  readonly id: 'lucid' | 'openai' | 'anthropic' | 'gemini' | 'generation'
  /** An error as a whole answer. */
  error(error: LucidError, requestId: string): ErrorAnswer
  /** An error within a stream that has begun: whole server-sent events. */
  errorEvent(error: LucidError, requestId: string): string
  /** What goes between two events of a stream that has been quiet for long; a comment unless said. */
  readonly keepAlive?: string
  /** Where a key may be beside the headers. What it finds must not be logged. */
  presentedKey?(request: IncomingMessage): string | undefined
}

interface ErrorAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: object
}
