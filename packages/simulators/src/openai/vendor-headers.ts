/** The headers that come with each answer. https://developers.openai.com/api/docs/guides/rate-limits#rate-limits-in-headers */
export function vendorHeaders(serial: number): Readonly<Record<string, string>> {
  return {
    'openai-organization': 'simulated',
    'openai-processing-ms': '12',
    'openai-version': '2020-10-01',
    'x-ratelimit-limit-requests': '500',
    'x-ratelimit-limit-tokens': '200000',
    'x-ratelimit-remaining-requests': String(Math.max(0, 500 - serial)),
    'x-ratelimit-remaining-tokens': String(Math.max(0, 200_000 - serial * 100)),
    'x-ratelimit-reset-requests': '120ms',
    'x-ratelimit-reset-tokens': '6ms',
    'x-request-id': `req_sim${serial}`,
  }
}
