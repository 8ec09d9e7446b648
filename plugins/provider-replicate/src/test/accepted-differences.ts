import type { AcceptedDifference } from '@lucid-gateway/oracle'

/** Where the plugin knowingly does not do what the vendor's SDK does. */
export const acceptedDifferences: readonly AcceptedDifference[] = [
  {
    of: 'request',
    cases: /^a version of a model/,
    path: /^\[\d+\]/,
    reason: 'Of a model without a card the vendor is asked first which fields its input has.',
  },
  {
    of: 'request',
    cases: /^a small picture/,
    path: /^\[[01]\]/,
    reason:
      'The SDK uploads each file, and falls back on data; what is small goes along at once, as the vendor advises.',
  },
  {
    of: 'request',
    cases: /^a small picture/,
    path: /^\[[2-9]\]/,
    reason: 'So all that follows comes one request earlier.',
  },
  {
    of: 'answer',
    cases: /^cancelled/,
    path: /^model$/,
    reason: 'A job that made nothing has no result, and so no model in it; the caller knows which was asked.',
  },
  {
    of: 'error',
    cases: /^(unauthenticated|a wrong token)/,
    path: /^error\.message$/,
    reason: "What the vendor says of the operator's credentials is not for each caller to see.",
  },
  {
    of: 'error',
    cases: /^(invalid_prompt|an input that is not valid)/,
    path: /^error\.message$/,
    reason: "The vendor's list of lines with dashes is told in one line.",
  },
  {
    of: 'error requests',
    cases: /^(throttled|throttled_header|a reset)/,
    path: /^\[[1-5]\]/,
    reason:
      'The SDK asks again five times without a pause, and may so start a prediction twice; the gateway retries.',
  },
  {
    of: 'error',
    cases: /^a reset/,
    path: /^error\.message$/,
    reason: 'The SDK has the words of the network library; what the plugin says is asserted beside.',
  },
]
