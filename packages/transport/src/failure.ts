import { type Billed, type ErrorCode, LucidError, type Origin, type Recourse } from '@lucid-gateway/core'
import { redact } from './redact.ts'

/** How far the exchange had come, and what must not be said about it. */
export interface Moment {
  readonly host: string
  readonly secrets: readonly string[]
  /** Bytes of the request may have reached the upstream. */
  readonly written: boolean
  /** The answer's head had arrived. */
  readonly head: boolean
}

export function cancelled(host: string, written: boolean): LucidError {
  return new LucidError('cancelled', `The request to ${host} was cancelled.`, { billed: billedIf(written) })
}

export type TimeoutReason = 'connect_timeout' | 'first_byte_timeout' | 'idle_timeout' | 'deadline'

const silences: Record<TimeoutReason, string> = {
  connect_timeout: 'could not be connected to in time',
  first_byte_timeout: 'did not begin to answer in time',
  idle_timeout: 'fell silent',
  deadline: 'was not done by the deadline of the call',
}

export function timedOut(host: string, reason: TimeoutReason, written: boolean): LucidError {
  return new LucidError('timeout', `${host} ${silences[reason]}.`, {
    reason,
    billed: billedIf(written),
    hint: 'Allow more time for the account or the call, or send the call to another target.',
  })
}

/** All connections that the origin may have are taken: no fault of the upstream's. */
export function noConnection(host: string): LucidError {
  return new LucidError('unavailable', `No connection to ${host} became free in time.`, {
    reason: 'connections_exhausted',
    recourse: 'other',
    hint: 'Raise `connections` of the transport, or send the call to another target.',
  })
}

interface Finding {
  readonly code: ErrorCode
  readonly reason: string
  /** Follows the host's name. */
  readonly text: string
  readonly origin?: Origin
  readonly recourse?: Recourse
  readonly hint?: string
}

/** The one door for what the dispatcher and the sockets throw. The message is ours; theirs is kept, redacted, as the cause. */
export function fromNetwork(thrown: unknown, moment: Moment): LucidError {
  if (LucidError.is(thrown)) return thrown
  const { code, reason, text, ...rest } = findingOf(thrown, moment)
  return new LucidError(code, redact(`${moment.host} ${text}.`, moment.secrets), {
    ...rest,
    reason,
    billed: billedIf(moment.written && reason !== refusedHeader.reason),
    cause: harmless(thrown, moment.secrets),
  })
}

function findingOf(thrown: unknown, moment: Moment): Finding {
  const code = codeOf(thrown)
  const known = findings.get(code)
  if (known !== undefined) return known
  if (losses.has(code)) return lossAt(moment)
  if (tlsCode.test(code)) return untrusted
  if (isParserError(thrown)) return moment.head && thrown.message.includes('EOF') ? truncated : malformed
  return { code: 'network', reason: 'connection_failed', text: 'could not be talked to' }
}

/** A connection that broke: before the request, before the answer, or within it. */
function lossAt(moment: Moment): Finding {
  if (moment.head) return truncated
  return { code: 'network', reason: 'connection_reset', text: 'closed the connection without an answer' }
}

const losses = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'UND_ERR_INFO'])

const truncated: Finding = { code: 'network', reason: 'truncated', text: 'cut its answer short' }

const malformed: Finding = { code: 'upstream', reason: 'malformed_http', text: 'answered with broken HTTP' }

const untrusted: Finding = {
  code: 'network',
  reason: 'tls',
  text: 'could not prove its identity by TLS',
  hint: "Check the host's certificate; add a private authority's certificate to the transport's `ca`.",
}

const refusedHeader: Finding = {
  code: 'unavailable',
  origin: 'gateway',
  recourse: 'other',
  reason: 'malformed_request',
  text: 'was not called: the request has a header or address that HTTP does not allow',
  hint: "Set the account's credentials and headers again, without line breaks and anything outside Latin-1.",
}

const noSuchHost: Finding = {
  code: 'network',
  reason: 'dns',
  text: 'could not be found by name',
  hint: 'Check the spelling of the host and the name servers of this machine.',
}

const findings: ReadonlyMap<string, Finding> = new Map<string, Finding>([
  ['ECONNREFUSED', { code: 'network', reason: 'connection_refused', text: 'refused the connection' }],
  ['EHOSTUNREACH', { code: 'network', reason: 'unreachable', text: 'is not reachable from here' }],
  ['ENETUNREACH', { code: 'network', reason: 'unreachable', text: 'is not reachable from here' }],
  ['ENOTFOUND', noSuchHost],
  ['EAI_AGAIN', noSuchHost],
  ['ETIMEDOUT', { code: 'timeout', reason: 'connect_timeout', text: silences.connect_timeout }],
  ['UND_ERR_CONNECT_TIMEOUT', { code: 'timeout', reason: 'connect_timeout', text: silences.connect_timeout }],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', truncated],
  ['UND_ERR_HEADERS_OVERFLOW', { code: 'upstream', reason: 'head_too_large', text: 'sent too large a head' }],
  ['UND_ERR_INVALID_ARG', refusedHeader],
  ['UND_ERR_NOT_SUPPORTED', refusedHeader],
  [
    'UND_ERR_CLOSED',
    { code: 'unavailable', reason: 'transport_closed', text: 'was not called: the gateway is stopping' },
  ],
  [
    'UND_ERR_DESTROYED',
    { code: 'unavailable', reason: 'transport_closed', text: 'was not called: the gateway is stopping' },
  ],
])

const tlsCode = /^(ERR_TLS|ERR_SSL|CERT_|EPROTO|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/

/** The parser's errors carry no code of their own. */
function isParserError(thrown: unknown): thrown is Error {
  return thrown instanceof Error && thrown.name === 'HTTPParserError'
}

function codeOf(thrown: unknown): string {
  const { code } = Object(thrown) as { readonly code?: unknown }
  return typeof code === 'string' ? code : ''
}

function billedIf(written: boolean): Billed {
  return written ? 'unknown' : 'no'
}

/** A copy with nothing but a redacted message: the original may carry what the upstream sent, or an address with a key in it. */
function harmless(thrown: unknown, secrets: readonly string[]): Error {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  const code = codeOf(thrown)
  return Object.assign(new Error(redact(text, secrets)), code === '' ? {} : { code })
}
