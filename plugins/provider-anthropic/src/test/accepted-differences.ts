import type { AcceptedDifference } from '@lucid-gateway/oracle'

/** Where the plugin knowingly does not do what the vendor's SDK does. */
export const acceptedDifferences: readonly AcceptedDifference[] = [
  {
    of: 'request',
    cases: /^(blocks of plain text|results of tools).*decoded/,
    path: /\.content$/,
    reason: 'One block of plain text is sent as a string, which means the same.',
  },
  {
    of: 'error',
    cases: /^(authentication_error|a wrong key)/,
    path: /^error\.message$/,
    reason:
      "The vendor quotes a part of the refused key, which is the operator's and not for each caller to see.",
  },
  {
    of: 'error',
    cases: /^(a page in place of JSON|a reset|a closed connection)/,
    path: /^error\./,
    reason:
      'The SDK has no facts of these, or other words for them; what the plugin says is asserted beside.',
  },
]
