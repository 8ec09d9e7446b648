import type { AcceptedDifference } from '@lucid-gateway/oracle'

/** Where the plugin knowingly does not do what the vendor's SDK does. */
export const acceptedDifferences: readonly AcceptedDifference[] = [
  {
    of: 'request',
    cases: /decoded/,
    path: /^\[0\]\.generationConfig$/,
    reason: 'The SDK sends an empty config where there is nothing to say.',
  },
  {
    of: 'request',
    cases: /decoded/,
    path: /\.(parameters|responseSchema|parametersJsonSchema|responseJsonSchema)$/,
    reason:
      "A schema of the vendor's own kind is one of JSON in canonical words, and is sent as one: it says the same.",
  },
  {
    of: 'answer',
    cases: /^a tool with a schema of its own kind.*decoded/,
    path: /^usage\.prompt$/,
    reason: 'For the same reason there is a word more to count.',
  },
  {
    of: 'error',
    cases: /^(api_key_|a wrong key)/,
    path: /^error\.message$/,
    reason: "What is said of the refused key is the operator's, and not for each caller to see.",
  },
  {
    of: 'error',
    cases:
      /^(a page in place of JSON|a reset|a closed connection|an error that comes as an event|an event that is no JSON)/,
    path: /^error\./,
    reason:
      'The SDK has no facts of these, or other words for them; what the plugin says is asserted beside.',
  },
]
