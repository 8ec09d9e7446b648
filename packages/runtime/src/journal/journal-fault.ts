import { LucidError } from '@lucid-gateway/core'

/** Why calls can't be taken. */
export type JournalFault = 'journal_full' | 'journal_failed'

export function faultOf(thrown: unknown): JournalFault {
  const { code } = thrown as NodeJS.ErrnoException
  return code === 'ENOSPC' || code === 'EDQUOT' ? 'journal_full' : 'journal_failed'
}

export function refusal(fault: JournalFault, hint: string = hints[fault]): LucidError {
  return new LucidError('unavailable', messages[fault], {
    recourse: 'none',
    reason: fault,
    retryAfterMs: 5000,
    hint,
  })
}

const messages: Readonly<Record<JournalFault, string>> = {
  journal_full: 'There is no room to write down what calls use, so none is taken.',
  journal_failed: 'What calls use can not be written down, so none is taken.',
}

const hints: Readonly<Record<JournalFault, string>> = {
  journal_full: 'Make room on the disk of the journal; calls are taken again within seconds.',
  journal_failed: 'The log says what the disk of the journal answers; calls are taken again once it works.',
}
