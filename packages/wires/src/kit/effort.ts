import type { ReasoningOptions } from '@lucid-gateway/core'
import type { Notes } from './notes.ts'

/** The efforts of all vendors, the least first. */
const efforts: readonly string[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

/**
 * Of the efforts that a model takes, the least first, the one to ask for: the least that is not below the one wanted, else
 * the most. A word that is on no scale is for the vendor to judge.
 */
export function nearestEffort<Effort extends string>(
  wanted: Effort,
  taken: readonly Effort[],
  scale: readonly string[] = efforts,
): Effort {
  const rank = scale.indexOf(wanted)
  if (rank === -1) return wanted
  return taken.find(effort => scale.indexOf(effort) >= rank) ?? taken.at(-1) ?? wanted
}

/** What a number of tokens to think with is as an effort. */
export function effortOfBudget(tokens: number): string {
  if (tokens <= 4096) return 'low'
  return tokens <= 16_384 ? 'medium' : 'high'
}

/** The effort to ask a model for that is told none but an effort; `taken` is undefined where it is not known what it takes. */
export function writeEffort(
  { effort, budgetTokens }: ReasoningOptions,
  taken: readonly string[] | undefined,
  notes: Notes,
): string | undefined {
  if (budgetTokens !== undefined && (effort !== undefined || !taken))
    notes.add('dropped', 'reasoning.budgetTokens', 'The wire takes an effort, not a number of tokens.')
  if (!taken) return effort
  if (effort !== undefined) {
    const near = nearestEffort(effort, taken)
    if (near !== effort)
      notes.add('coerced', 'reasoning.effort', `The model has no effort "${effort}"; it is sent as ${near}.`)
    return near
  }
  if (budgetTokens === undefined) return undefined
  const near = nearestEffort(effortOfBudget(budgetTokens), taken)
  const reason = `The model takes an effort, no number of tokens; it is sent as ${near}.`
  notes.add('coerced', 'reasoning.budgetTokens', reason)
  return near
}
