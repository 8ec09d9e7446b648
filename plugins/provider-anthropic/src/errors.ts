import type { FailedAnswer, LucidError } from '@lucid-gateway/core'
import {
  type ErrorMeaning,
  type ErrorWords,
  hideSecrets,
  readErrorBody,
  readProviderError,
} from '@lucid-gateway/provider-kit'

const refused = { origin: 'provider', recourse: 'other', status: 502 } as const

/** The vendor's own types, and the finer codes in their details: https://platform.claude.com/docs/en/api/errors */
const words: ErrorWords = {
  request_too_large: { code: 'invalid_request', status: 413, recourse: 'other', reason: 'too_large' },
  enforced_spend_limit_reached: 'quota',
  contract_spend_limit_reached: 'quota',
  linked_organization_spend_limit_reached: 'quota',
  linked_organization_billing_unavailable: 'quota',
  organization_on_hold: { code: 'permission', ...refused },
}

/** What the vendor says in a sentence alone: its type is that of any bad request. */
const sentences: readonly (readonly [pattern: RegExp, meaning: ErrorMeaning])[] = [
  [/prompt is too long|exceed context limit/, 'context_length'],
  [/credit balance is too low/, 'quota'],
]

/** The error that an answer of the vendor stands for. */
export function readError(answer: FailedAnswer, credentials: object): LucidError {
  const text = hideSecrets(answer.text, credentials)
  const { message } = readErrorBody(text)
  const meaning = sentences.find(([pattern]) => pattern.test(message))?.[1]
  return readProviderError(
    { ...answer, text },
    meaning === undefined ? words : { ...words, invalid_request_error: meaning },
  )
}
