import { type ErrorCode, errorTable } from './error-table.ts'
import { LucidError, type LucidErrorOptions } from './lucid-error.ts'

/** The one door for foreign throwables. `fallback` says what an unrecognised one means where it was caught. */
export function fromUnknown(
  thrown: unknown,
  fallback: ErrorCode = 'upstream',
  options: LucidErrorOptions = {},
): LucidError {
  const own = causes(thrown).find(LucidError.is)
  if (own !== undefined) return adopt(own)
  const code = codeOf(thrown) ?? fallback
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new LucidError(code, message || errorTable[code].meaning, { ...options, cause: thrown })
}

/** The error and what caused it: an SDK wraps what its `fetch` threw. */
function causes(thrown: unknown): readonly unknown[] {
  const chain = [thrown]
  while (chain.length < deepest && chain.at(-1) instanceof Error) chain.push((chain.at(-1) as Error).cause)
  return chain
}

const deepest = 5

/** An error of another copy of core may have a code that this copy does not know. */
function adopt(error: LucidError): LucidError {
  if (Object.hasOwn(errorTable, error.code)) return error
  const { code: _, message, ...facts } = error.toJSON()
  return new LucidError('upstream', message, { ...facts, cause: error })
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
  for (const error of causes(thrown)) {
    if (!(error instanceof Error)) break
    if (error.name === 'TimeoutError') return 'timeout'
    if (error.name === 'AbortError') return 'cancelled'
    const { code } = error as { code?: unknown }
    if (typeof code !== 'string') continue
    if (timeoutCodes.has(code)) return 'timeout'
    if (networkCodes.has(code) || code.startsWith('CERT_') || code.startsWith('ERR_TLS')) return 'network'
  }
  return undefined
}
