import type { UsageDimension, UsageRow } from '@lucid-gateway/core'
import { newPart, type Part } from './part.ts'

/** Parts by the values of their dimensions. */
export interface Totals {
  at(values: readonly string[]): Part
  rows(): readonly UsageRow[]
}

export function totalsBy(by: readonly UsageDimension[]): Totals {
  const totals = new Map<string, { readonly values: readonly string[]; readonly part: Part }>()

  function at(values: readonly string[]): Part {
    const name = values.length === 1 ? (values[0] as string) : JSON.stringify(values)
    let found = totals.get(name)
    if (!found) {
      found = { values, part: newPart() }
      totals.set(name, found)
    }
    return found.part
  }

  return {
    at,
    rows() {
      if (by.length === 0) at([])
      return [...totals.values()]
        .filter(({ part }) => part.attempts > 0 || by.length === 0)
        .sort((a, b) => compare(a.values, b.values))
        .map(({ values, part }) => usageRow(by, values, part))
    },
  }
}

function usageRow(by: readonly UsageDimension[], values: readonly string[], part: Part): UsageRow {
  return {
    of: Object.fromEntries(by.map((dimension, index) => [dimension, values[index] ?? ''])),
    calls: part.calls,
    attempts: part.attempts,
    failed: part.failed,
    costNanoUsd: part.cost.toString(),
    unknown: part.unknown,
    atMostNanoUsd: part.atMost.toString(),
    unbounded: part.unbounded,
    meters: Object.fromEntries(
      [...part.meters].filter(([, used]) => used !== 0n).map(([meter, used]) => [meter, Number(used) / 1e6]),
    ),
  }
}

function compare(a: readonly string[], b: readonly string[]): number {
  const index = a.findIndex((value, at) => value !== b[at])
  return index < 0 ? 0 : (a[index] ?? '') < (b[index] ?? '') ? -1 : 1
}
