import type { CallFacts, CallRecord } from '@lucid-gateway/core'

/** What the row of an attempt repeats of its call. */
export function factsOf({ asked, channel, principal, subject, tags }: CallRecord): CallFacts {
  return {
    asked,
    channel,
    principal,
    ...(subject === undefined ? {} : { subject }),
    ...(tags === undefined ? {} : { tags }),
  }
}
