import type { UsageDimension } from '@lucid-gateway/core'
import { nearest } from '@lucid-gateway/runtime'
import { UsageError } from './arguments.ts'
import { columns } from './print.ts'

const known: readonly string[] =
  'day organisation team key subject capability account provider model payer'.split(' ')

/** What to add up by, as `--by team,model` says it. */
export function dimensionsIn(by: string): readonly UsageDimension[] {
  return by
    .split(',')
    .map(word => word.trim())
    .filter(Boolean)
    .map(word => {
      if (known.includes(word) || /^tag:./.test(word)) return word as UsageDimension
      const [near] = word.startsWith('tag') ? ['tag:<name>'] : nearest(word, known, 1)
      const meant = near === undefined ? '' : ` Did you mean ${near}?`
      throw new UsageError(
        `There is no "${word}" to add up by.${meant} There are ${known.join(', ')} and tag:<name>.`,
      )
    })
}

/** A row of usage, its costs as texts. */
export interface UsageLine {
  readonly of: Readonly<Partial<Record<string, string>>>
  readonly calls: number
  readonly attempts: number
  readonly failed: number
  readonly cost: string
  readonly unknown: number
  readonly atMost: string
  /** Of the unknown, those that `atMost` says nothing of. */
  readonly unbounded: number
}

export function usageTable(lines: readonly UsageLine[], by: readonly string[]): string {
  const numbers = ['CALLS', 'ATTEMPTS', 'FAILED', 'COST, USD', 'UNKNOWN', 'AT MOST, USD']
  return columns([
    [...by.map(each => each.toUpperCase()), ...numbers],
    ...lines.map(({ of, calls, attempts, failed, cost, unknown, atMost, unbounded }) => [
      ...by.map(each => of[each] || '-'),
      ...[calls, attempts, failed].map(String),
      cost,
      String(unknown),
      unknown === 0
        ? '-'
        : unbounded === 0
          ? atMost
          : unbounded === unknown
            ? 'unknown'
            : `${atMost} and ${unbounded} unknown`,
    ]),
  ])
}
