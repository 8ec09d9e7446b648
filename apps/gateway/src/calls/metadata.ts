import { inputMeters, outputMeters, type ResultHead, totalOf, type Usage } from '@lucid-gateway/core'
import type { Call } from '@lucid-gateway/runtime'
import type { Exchange } from '../http/exchange.ts'
import { usdNumber } from './cost.ts'

const tokenMeters = [...inputMeters, ...outputMeters]

/** What the lucid dialect says of a call, beside its result. What is not known is null, never 0. */
export interface Metadata {
  readonly request_id: string
  readonly latency_ms: number
  readonly tokens_used: number | null
  /** Where the vendor did not state all that was used, so that the number is an estimate. */
  readonly tokens_estimated?: true
  readonly cost_usd: number | null
  readonly account: string | null
  readonly channel: string
  readonly attempts: number
  readonly [more: string]: unknown
}

/** To be asked for once the call is closed. */
export function metadataOf(
  exchange: Exchange,
  call: Call,
  stated: Usage,
  facts: ResultHead['metadata'] = {},
): Metadata {
  const tokens = totalOf(recordedUsage(call) ?? stated, tokenMeters)
  const { receipt, warnings, costNanoUsd, channel, attempts = call.attempts.length } = call.record
  return {
    ...facts,
    request_id: exchange.id,
    latency_ms: exchange.elapsedMs,
    tokens_used: tokens === undefined || tokens.certainty === 'unknown' ? null : tokens.quantity,
    ...(tokens?.certainty === 'estimated' ? { tokens_estimated: true } : {}),
    cost_usd: usdNumber(costNanoUsd),
    account: call.target?.account ?? null,
    channel,
    attempts,
    ...(warnings ? { warnings } : {}),
    ...(receipt ? { receipt } : {}),
  }
}

/** What the attempt that answered is recorded to have used: with an estimate where its vendor stated nothing. */
function recordedUsage(call: Call): Usage | undefined {
  const last = call.attempts.at(-1)
  return last?.committedAt === undefined ? undefined : last.usage
}
