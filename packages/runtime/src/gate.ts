import type { Capability } from '@lucid-gateway/core'
import type { AttemptRun } from './attempt-run.ts'
import type { BudgetLine } from './budgets/budget-line.ts'
import type { Budgets } from './budgets/budgets.ts'
import type { Holding } from './budgets/holding.ts'
import type { Rates } from './rates/rates.ts'

/** Sees to the price, takes from the target's limits, then sets aside what the try may cost. Waits for neither where both have it in memory. */
export function passGate(attempt: AttemptRun): Promise<void> | undefined {
  const { prices, rates, budgets } = attempt.call.generation
  prices.pass(attempt)
  if (!rates && !budgets) return undefined
  const limited = rates && passLimits(rates, attempt)
  if (limited)
    return limited.then(() => (budgets && !isOver(attempt) ? passBudgets(budgets, attempt) : undefined))
  return budgets && passBudgets(budgets, attempt)
}

function passLimits(rates: Rates, attempt: AttemptRun): Promise<void> | undefined {
  const taking = rates.takeForTry(attempt.record, attempt.call.input)
  if (taking instanceof Promise)
    return taking.then(taken => {
      if (isOver(attempt)) taken?.end([])
      else attempt.taken = taken
    })
  attempt.taken = taking
  return undefined
}

function passBudgets(budgets: Budgets, attempt: AttemptRun): Promise<void> | undefined {
  // What is done with a caller's own key is paid for by the caller.
  if (attempt.record.payer === 'caller') return undefined
  const lines = budgets.lines(attempt.call.record, attempt.record.startedAt)
  if (lines instanceof Promise) return lines.then(found => payFrom(budgets, found, attempt))
  return payFrom(budgets, lines, attempt)
}

/** The request is read only where a budget is concerned. */
function payFrom(
  budgets: Budgets,
  lines: readonly BudgetLine[],
  attempt: AttemptRun,
): Promise<void> | undefined {
  if (lines.length === 0) return undefined
  const { call, target, record } = attempt
  const { principal, subject, tags } = call.record
  const holding = budgets.reserveFrom(lines, {
    capability: call.capability as Capability,
    request: call.request,
    card: attempt.card,
    principal,
    ...(subject === undefined ? {} : { subject }),
    ...(tags ? { tags } : {}),
    at: record.startedAt,
    target: `${target.account}/${target.model}`,
    isFixed: call.input.bound !== undefined,
    refersToKept: call.input.bound?.by === 'kept',
  })
  if (holding instanceof Promise) return holding.then(held => hold(attempt, held))
  if (holding) hold(attempt, holding)
  return undefined
}

/** Of a try that was given up while this was asked for, nothing is spent. */
function hold(attempt: AttemptRun, holding: Holding): void {
  if (isOver(attempt)) holding.settle({ ...attempt.record, costNanoUsd: '0' })
  else attempt.holding = holding
}

/** Whether it was given up while something was waited for: then nothing that it takes is given back any more. */
function isOver({ record }: AttemptRun): boolean {
  return record.settledAt !== undefined
}
