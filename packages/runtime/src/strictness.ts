import {
  LucidError,
  type LucidErrorOptions,
  type Outcome,
  type ReceiptEntry,
  type Warning,
} from '@lucid-gateway/core'
import { entriesOf } from './receipt.ts'

/** What of a request its target would not get, by what its dialect and its provider say. */
export function lossesOf(
  entries: readonly ReceiptEntry[],
  warnings: readonly Warning[],
): readonly ReceiptEntry[] {
  return [...entries, ...entriesOf(warnings)].filter(({ action }) => action === 'dropped')
}

/** Throws where a strict call would lose something; another target may take it all, unless this one has done its work. */
export function refuseLosses(
  target: string,
  losses: readonly ReceiptEntry[],
  answered?: Pick<Outcome, 'kind'>,
): void {
  const [first] = losses
  if (!first) return
  const fields = [...new Set(losses.map(({ field }) => field))]
  throw new LucidError(
    'invalid_request',
    `${target} would lose ${fields.join(', ')}, and this call is strict.`,
    {
      param: first.field,
      ...costOf(answered),
      reason: 'would_lose',
      hint: 'Leave it out, ask for a target that takes it, or call without x-lucid-strict.',
      details: { losses: losses.map(({ field, reason }) => ({ field, reason })) },
    },
  )
}

/** What is found out by an answer alone has been made by then. */
function costOf(answered: Pick<Outcome, 'kind'> | undefined): Pick<LucidErrorOptions, 'recourse' | 'billed'> {
  if (!answered) return { recourse: 'other' }
  return answered.kind === 'answer'
    ? { recourse: 'none', billed: 'yes' }
    : { recourse: 'other', billed: 'unknown' }
}
