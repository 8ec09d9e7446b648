import { type ErrorCode, errorTable } from './error-table.ts'
import { LucidError, type LucidErrorOptions } from './lucid-error.ts'

/** The one door for foreign throwables. `fallback` says what an unrecognised one means where it was caught. */
export function fromUnknown(
  thrown: unknown,
  fallback: ErrorCode = 'upstream',
  options: LucidErrorOptions = {},
): LucidError {
  if (LucidError.is(thrown)) return adopt(thrown)
  const code = codeOf(thrown) ?? fallback
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new LucidError(code, message || errorTable[code].meaning, { ...options, cause: thrown })
}

/** An error of another copy of core may have a code that this copy does not know. */
function adopt(error: LucidError): LucidError {
  if (Object.hasOwn(errorTable, error.code)) return error
  return new LucidError('upstream', error.message, { cause: error })
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
])
const timeoutCodes = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])

function codeOf(thrown: unknown): ErrorCode | undefined {
  for (
    let error: unknown = thrown, depth = 0;
    error instanceof Error && depth < 5;
    error = error.cause, depth++
  ) {
    if (error.name === 'TimeoutError') return 'timeout'
    if (error.name === 'AbortError') return 'cancelled'
    const { code } = error as { code?: unknown }
    if (typeof code !== 'string') continue
    if (timeoutCodes.has(code)) return 'timeout'
    if (networkCodes.has(code) || code.startsWith('CERT_') || code.startsWith('ERR_TLS')) return 'network'
  }
  return undefined
}
