import type { AttemptRecord } from '@lucid-gateway/core'

/** As core has it, which this thread does not load: it would take longer than to open the database. */
export function spentOn({
  costNanoUsd,
  error,
  committedAt,
}: Pick<AttemptRecord, 'costNanoUsd' | 'error' | 'committedAt'>): bigint | undefined {
  if (costNanoUsd !== undefined) return BigInt(costNanoUsd)
  return error?.billed === 'no' && committedAt === undefined ? 0n : undefined
}
