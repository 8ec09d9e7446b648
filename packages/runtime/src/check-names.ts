import { LucidError } from '@lucid-gateway/core'

const longestName = 256

/** Names come from callers: what is no name is not looked for, nor remembered, nor repeated. */
export function checkNames(asked: string | undefined, channel: string): void {
  const param =
    (asked?.length ?? 0) > longestName ? 'model' : channel.length > longestName ? 'channel' : undefined
  if (param === undefined) return
  throw new LucidError(
    'invalid_request',
    `A name may have ${longestName} characters; this ${param} has more.`,
    {
      param,
      reason: 'name_too_long',
      hint: 'GET /v1/models lists what there is.',
    },
  )
}
