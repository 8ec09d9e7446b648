import {
  type AttemptRecord,
  type ErrorRecord,
  fromUnknown,
  type Log,
  LucidError,
  type Warning,
} from '@lucid-gateway/core'
import { hideValues } from '@lucid-gateway/transport'
import type { Cancellation } from './cancellation.ts'
import type { GenerationAccount } from './generation.ts'

/** What was tried, as far as it bears on what may be said of how it failed. */
export interface Tried {
  readonly cancellation: Cancellation
  readonly account: Pick<GenerationAccount, 'secrets'>
  readonly record: Pick<AttemptRecord, 'payer' | 'provider' | 'account'>
  readonly log: Log
}

/** What the caller may see: no secret; and whose key a vendor refuses, that one's doing it is. */
export function presentable(thrown: unknown, attempt: Tried): LucidError {
  const error = attempt.cancellation.aborted
    ? asAbortedFor(fromUnknown(attempt.cancellation.reason, 'cancelled'), thrown)
    : known(thrown, attempt)
  const { payer, account } = attempt.record
  const refusal = error.code === 'auth' || error.code === 'permission'
  const misread = refusal && error.origin === (payer === 'caller' ? 'provider' : 'caller')
  const facts = withoutSecrets(error.toJSON(), attempt.account.secrets)
  if (!misread && !facts) return error
  const { code, message, ...rest } = facts ?? error.toJSON()
  if (!misread) return new LucidError(code, message, rest)
  if (payer === 'operator')
    return new LucidError(code, message, { ...rest, origin: 'provider', recourse: 'other', status: 502 })
  const { origin: _, recourse: __, status: ___, ...said } = rest
  return new LucidError(code, message, { ...said, hint: `Check the key that you sent for "${account}".` })
}

/** Why it was aborted; what was thrown may be that with what is known of it besides, such as what is billed. */
export function asAbortedFor(reason: LucidError, thrown: unknown): LucidError {
  return LucidError.is(thrown) && thrown.code === reason.code && thrown.reason === reason.reason
    ? thrown
    : reason
}

/** What a plugin warns of as the caller may see it: it may quote its vendor, which may quote the key. */
export function withoutKey(warning: Warning, secrets: readonly string[]): Warning {
  const message = hideValues(warning.message, secrets)
  return message === warning.message ? warning : { ...warning, message }
}

/** A throw that says nothing of network or time is a fault of the plugin; its words are for the log. */
function known(
  thrown: unknown,
  { log, account: { secrets }, record: { provider, account } }: Tried,
): LucidError {
  const error = fromUnknown(thrown, 'upstream', { origin: 'provider' })
  if (LucidError.is(thrown) || error.code === 'network' || error.code === 'timeout') return error
  log.error('a plugin threw what is no LucidError', {
    plugin: provider,
    account,
    message: hideValues(error.message, secrets),
    at: placeOf(thrown),
  })
  return new LucidError('upstream', `The plugin "${provider}" failed.`, {
    origin: 'gateway',
    reason: 'plugin_failed',
    hint: "The log says how, and so does the error's cause in a process of your own.",
    cause: thrown,
  })
}

/** Where it was thrown, for the plugin's author. */
function placeOf(thrown: unknown): string | undefined {
  const stack = thrown instanceof Error ? thrown.stack : undefined
  return /^ +at (.+)$/m.exec(stack ?? '')?.[1]
}

/** The same error with every secret blacked out; itself where it holds none. */
export function hiddenIn(error: LucidError, secrets: readonly string[]): LucidError {
  const facts = withoutSecrets(error.toJSON(), secrets)
  if (!facts) return error
  const { code, message, ...rest } = facts
  return new LucidError(code, message, rest)
}

/** The record with every secret blacked out wherever it stands, and fit for JSON; undefined where it is so already. */
function withoutSecrets(record: ErrorRecord, secrets: readonly string[]): ErrorRecord | undefined {
  let changed = false
  const text = JSON.stringify(record, (_key, value: unknown) => {
    if (typeof value !== 'bigint') return value
    changed = true
    return value.toString()
  })
  const shown = JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== 'string') return value
    const hidden = hideValues(value, secrets)
    changed ||= hidden !== value
    return hidden
  }) as ErrorRecord
  return changed ? shown : undefined
}
