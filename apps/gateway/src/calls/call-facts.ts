import { type AttemptRecord, type ErrorRecord, LucidError } from '@lucid-gateway/core'
import type { EndedCall } from '@lucid-gateway/runtime'
import type { AppKey } from '../access/app-key.ts'
import { withinScope } from '../access/scope.ts'
import { errorFacts } from '../dialects/lucid/lucid-dialect.ts'
import { usdNumber } from './cost.ts'

/** All that the maker of a call may know of it. What is not known, or not yet, is null. */
export function callFacts({ record, attempts }: EndedCall, key: AppKey | undefined): object {
  const { id, capability, asked, channel, mode, subject, tags, admittedAt, closedAt } = record
  const { status = 'running', error, receipt = null, warnings = [], costNanoUsd } = record
  return {
    request_id: id,
    capability,
    asked,
    channel,
    mode,
    subject: subject ?? null,
    tags: tags ?? {},
    status,
    ...spanOf(admittedAt, closedAt),
    cost_usd: usdNumber(costNanoUsd),
    error: shown(error, key),
    receipt,
    warnings,
    attempts: attempts.map(attempt => attemptFacts(attempt, key)),
  }
}

function attemptFacts(attempt: AttemptRecord, key: AppKey | undefined): object {
  const { number, account, provider, model, payer, startedAt, committedAt, settledAt } = attempt
  const { status = 'running', error, usage, costNanoUsd } = attempt
  return {
    number,
    account,
    provider,
    model,
    payer,
    status,
    ...spanOf(startedAt, settledAt),
    first_content_ms: committedAt === undefined ? null : committedAt - startedAt,
    usage: usage?.meters ?? null,
    cost_usd: usdNumber(costNanoUsd),
    error: shown(error, key),
  }
}

function spanOf(from: number, to: number | undefined): object {
  return {
    started_at: new Date(from).toISOString(),
    ended_at: to === undefined ? null : new Date(to).toISOString(),
    duration_ms: to === undefined ? null : to - from,
  }
}

/** As the answer told of it, with what was billed for it. */
function shown(record: ErrorRecord | undefined, key: AppKey | undefined): object | null {
  if (!record) return null
  const { code, message, ...facts } = record
  const error = withinScope(key, new LucidError(code, message, facts)) as LucidError
  return { ...errorFacts(error), billed: record.billed }
}
