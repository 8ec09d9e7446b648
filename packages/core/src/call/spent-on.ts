import type { AttemptRecord } from './records.ts'

/**
 * What a settled attempt cost: nothing where it surely was not billed, undefined where that is not known. What fails
 * after its first content has been written by then, whatever such a failure costs at other times.
 */
export function spentOn({
  costNanoUsd,
  error,
  committedAt,
}: Pick<AttemptRecord, 'costNanoUsd' | 'error' | 'committedAt'>): bigint | undefined {
  if (costNanoUsd !== undefined) return BigInt(costNanoUsd)
  return error?.billed === 'no' && committedAt === undefined ? 0n : undefined
}
