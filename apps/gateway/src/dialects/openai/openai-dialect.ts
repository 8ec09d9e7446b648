import { writeError, writeErrorEvent } from '@lucid-gateway/wires/openai-chat'
import type { Dialect } from '../dialect.ts'

/** Errors as OpenAI's SDKs read them. */
export const openaiDialect: Dialect = {
  id: 'openai',
  error: writeError,
  errorEvent: writeErrorEvent,
}
