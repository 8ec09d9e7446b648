import { writeError, writeErrorEvent } from '@lucid-gateway/wires/openai-chat'
import { writeErrorEvent as writeResponsesErrorEvent } from '@lucid-gateway/wires/openai-responses'
import type { Dialect } from '../dialect.ts'

/** Errors as OpenAI's SDKs read them. */
export const openaiDialect: Dialect = {
  id: 'openai',
  error: writeError,
  errorEvent: writeErrorEvent,
}

/** The same, where a stream has numbered events of its own. */
export const responsesDialect: Dialect = {
  ...openaiDialect,
  errorEvent: error => writeResponsesErrorEvent(error),
}
