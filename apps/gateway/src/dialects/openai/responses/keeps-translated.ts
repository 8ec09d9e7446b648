import { LucidError, type ReceiptEntry } from '@lucid-gateway/core'
import type { RequestHead } from '../../../calls/make-call.ts'

/** Whether the gateway keeps a translated answer for this caller, unless the request says no. */
export function keepsTranslated({ caller, generation }: RequestHead): boolean {
  return caller.key?.storeResponses ?? generation.settings.responses.store
}

export const unkept: ReceiptEntry = {
  action: 'dropped',
  field: 'store',
  reason: 'The answer was translated, and the gateway does not keep those: responses.store is off.',
}

/** Says of a refusal why nobody has what the request refers to, and what to do about it. */
export function explained(head: RequestHead, thrown: unknown): unknown {
  if (!LucidError.is(thrown) || thrown.reason !== 'lost_in_translation') return thrown
  if (thrown.param === 'background') return thrown
  const { code, message, ...rest } = thrown.toJSON()
  return new LucidError(code, message, {
    ...rest,
    hint: keepsTranslated(head)
      ? 'The gateway does not keep it either. Send the whole input.'
      : 'The gateway keeps translated answers only where responses.store is on. Send the whole input, or turn it on.',
    cause: thrown,
  })
}
