import { LucidError } from '@lucid-gateway/core'

export function notAnObject(at: number, cause?: unknown): LucidError {
  return new LucidError(
    'invalid_request',
    `The body is no JSON object: it breaks off or goes wrong at byte ${at}.`,
    {
      reason: 'malformed_json',
      hint: 'Send one JSON object.',
      cause,
    },
  )
}
