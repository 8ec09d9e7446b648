import type { BudgetSpan } from './budget-rule.ts'

export interface BudgetWindow {
  /** `2026-11-29`, `2026-11`, `total`. */
  readonly id: string
  /** When it ends, in milliseconds since 1970; Infinity where it does not. */
  readonly until: number
  /** The id of the one before the last, whose row nobody needs. */
  readonly bygone?: string
}

const dayMs = 86_400_000

/** The window that a time falls into, in UTC. */
export function windowAt(span: BudgetSpan, at: number): BudgetWindow {
  if (span === 'total') return total
  if (span === 'day') {
    const day = Math.floor(at / dayMs)
    return { id: dayText(day * dayMs), until: (day + 1) * dayMs, bygone: dayText((day - 2) * dayMs) }
  }
  const date = new Date(at)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return {
    id: dayText(at).slice(0, 7),
    until: Date.UTC(year, month + 1, 1),
    bygone: dayText(Date.UTC(year, month - 2, 1)).slice(0, 7),
  }
}

const total: BudgetWindow = Object.freeze({ id: 'total', until: Infinity })

function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** The span of a window, by its id. */
export function spanOf(id: string): BudgetSpan {
  if (id === total.id) return 'total'
  return id.length === '2026-11'.length ? 'month' : 'day'
}
