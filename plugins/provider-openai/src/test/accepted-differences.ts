import type { AcceptedDifference } from '@lucid-gateway/oracle'

/** Where the plugin knowingly does not do what the vendor's SDK does. */
export const acceptedDifferences: readonly AcceptedDifference[] = [
  {
    of: 'request',
    cases: /^fields that only this vendor knows.*decoded/,
    path: /\.(user|safety_identifier)$/,
    reason:
      'A decoded request has one word for the end user; it is sent as `user`, which the vendor takes as well.',
  },
  {
    of: 'request',
    cases: /^instructions to a model that reasons.*decoded/,
    path: /\.messages\[0\]\.role$/,
    reason: 'Models that reason are sent their instructions as `developer`, as the vendor advises.',
  },
  {
    of: 'request',
    cases: /^results of tools.*decoded/,
    path: /\.messages\[3\]\.content$/,
    reason: 'One part of plain text is sent as a string, which means the same.',
  },
  {
    of: 'request',
    cases: /streamed/,
    path: /\.stream_options$/,
    reason: 'A stream is always asked for its usage: without it the call could not be billed.',
  },
  {
    of: 'answer',
    cases: /streamed, decoded/,
    path: /^usage$/,
    reason: 'For the same reason there is a usage where the SDK, which did not ask, has none.',
  },
  {
    of: 'error',
    cases: /^(invalid_api_key|a wrong key)/,
    path: /^error\.message$/,
    reason:
      "The vendor quotes a part of the refused key, which is the operator's and not for each caller to see.",
  },
  {
    of: 'error',
    cases: /^(a page in place of JSON|a reset|a closed connection|an event that is no JSON)/,
    path: /^error\./,
    reason:
      'The SDK has no facts of these, or other words for them; what the plugin says is asserted beside.',
  },
  {
    of: 'responses request',
    cases: /decoded/,
    path: /\.input$/,
    reason: 'A text alone is sent as the message that it stands for, which means the same.',
  },
  {
    of: 'responses request',
    cases: /^sampling, limits and labels.*decoded/,
    path: /\.(user|safety_identifier)$/,
    reason: 'A decoded request has one word for the end user; it is sent under the newer of its two names.',
  },
  {
    of: 'responses error',
    cases: /^(invalid_api_key|a wrong key)/,
    path: /^error\.message$/,
    reason:
      "The vendor quotes a part of the refused key, which is the operator's and not for each caller to see.",
  },
  {
    of: 'responses error',
    cases: /^(a page in place of JSON|a reset|a closed connection)/,
    path: /^error\./,
    reason:
      'The SDK has no facts of these, or other words for them; what the plugin says is asserted beside.',
  },
]
