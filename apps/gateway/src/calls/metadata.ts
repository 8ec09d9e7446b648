import {
  type CallRecord,
  inputMeters,
  outputMeters,
  type ResultHead,
  totalOf,
  type Usage,
} from '@lucid-gateway/core'
import type { Call } from '@lucid-gateway/runtime'
import type { Exchange } from '../http/exchange.ts'
import { usdText } from './cost.ts'

const tokenMeters = [...inputMeters, ...outputMeters]

/** What the lucid dialect says of a call, beside its result. What is not known is null, never 0. */
export interface Metadata {
  readonly request_id: string
  readonly latency_ms: number
  readonly tokens_used: number | null
  readonly cost_usd: number | null
  readonly account: string | null
  readonly channel: string
  readonly attempts: number
  readonly [more: string]: unknown
}

export function metadataOf(
  exchange: Exchange,
  call: Call,
  record: CallRecord,
  usage: Usage,
  facts: ResultHead['metadata'] = {},
): Metadata {
  const tokens = totalOf(usage, tokenMeters)
  const { receipt, warnings } = record
  return {
    ...facts,
    request_id: exchange.id,
    latency_ms: exchange.elapsedMs,
    tokens_used: tokens === undefined || tokens.certainty === 'unknown' ? null : tokens.quantity,
    cost_usd: record.costNanoUsd === undefined ? null : Number(usdText(record.costNanoUsd)),
    account: call.target?.account ?? null,
    channel: record.channel,
    attempts: record.attempts ?? call.attempts.length,
    ...(warnings ? { warnings } : {}),
    ...(receipt ? { receipt } : {}),
  }
}
