import { writeError, writeErrorEvent } from '@lucid-gateway/wires/gemini'
import { queryOf } from '../../http/query.ts'
import type { Dialect } from '../dialect.ts'

/** Errors as Google's SDKs read them, and a key where its examples for the command line have it. */
export const geminiDialect: Dialect = {
  id: 'gemini',
  error: writeError,
  errorEvent: writeErrorEvent,
  presentedKey: request => queryOf(request).get('key') || undefined,
}
