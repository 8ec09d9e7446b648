import { writeError, writeErrorEvent } from '@lucid-gateway/wires/anthropic-messages'
import type { Dialect } from '../dialect.ts'

/** Errors as Anthropic's SDKs read them. */
export const anthropicDialect: Dialect = {
  id: 'anthropic',
  error(error, requestId) {
    const written = writeError(error, requestId)
    return { ...written, headers: { ...written.headers, ...requestHeaders(requestId) } }
  },
  errorEvent: writeErrorEvent,
  keepAlive: 'event: ping\ndata: {"type": "ping"}\n\n',
}

/** What each answer carries: https://platform.claude.com/docs/en/api/overview#response-headers */
export function requestHeaders(requestId: string): Readonly<Record<string, string>> {
  return { 'request-id': requestId }
}
