import { replicateErrors, type ReplicateErrorName, simulatorKey } from '@lucid-gateway/simulators'
import { describe, expect, it } from 'vitest'
import { readError } from './errors.ts'

const meanings: Readonly<Record<ReplicateErrorName, object>> = {
  unauthenticated: { code: 'auth', origin: 'provider', recourse: 'other', upstream: { status: 401 } },
  no_credit: { code: 'quota', origin: 'provider', upstream: { type: 'Insufficient credit' } },
  spend_limit: { code: 'quota', message: 'You have reached your monthly spend limit.' },
  forbidden: { code: 'permission', origin: 'provider' },
  not_found: { code: 'not_found', reason: 'unknown_model', recourse: 'other' },
  invalid_version: { code: 'not_found', reason: 'unknown_model', recourse: 'other' },
  invalid_prompt: {
    code: 'invalid_request',
    origin: 'caller',
    param: 'input.prompt',
    message: 'input: prompt is required',
    upstream: { status: 422, type: 'Input validation failed' },
  },
  throttled: { code: 'rate_limit', retryAfterMs: 30_000 },
  throttled_header: { code: 'rate_limit', retryAfterMs: 7000 },
  server_error: { code: 'upstream', origin: 'provider', billed: 'unknown' },
  unavailable: { code: 'overloaded', billed: 'no' },
  too_large: { code: 'invalid_request', reason: 'too_large', recourse: 'other' },
}

describe('an error of the vendor', () => {
  it.each(Object.entries(meanings))('%s', (name, meaning) => {
    const error = replicateErrors[name as ReplicateErrorName]
    const answer = { status: error.status, headers: error.headers, text: JSON.stringify(error) }
    expect(readError(answer, {})).toMatchObject(meaning)
  })

  it('names the field of the input that is at fault', () => {
    const text = JSON.stringify({
      detail: '- input.num_outputs: Must be less than or equal to 4\n- input: prompt is required\n',
      invalid_fields: [{ type: 'number_lte', field: 'input.num_outputs', description: 'Must be ...' }],
    })
    expect(readError({ status: 422, headers: {}, text }, {})).toMatchObject({
      param: 'input.num_outputs',
      message: 'input.num_outputs: Must be less than or equal to 4; input: prompt is required',
    })
  })

  it.each([
    ['~30s', 30_000],
    ['~1m', 60_000],
    ['500ms', 500],
    ['soon', undefined],
  ])('says in words how long to wait: %s', (words, ms) => {
    const text = JSON.stringify({ detail: `Request was throttled. Your rate limit resets in ${words}.` })
    expect(readError({ status: 429, headers: {}, text }, {}).retryAfterMs).toBe(ms)
  })

  it('that is a page is no model that there is not', () => {
    expect(readError({ status: 404, headers: {}, text: '<html>Not here</html>' }, {})).toMatchObject({
      code: 'upstream',
      reason: 'unknown_path',
    })
  })

  it('shows no token that it repeats', () => {
    const text = JSON.stringify({ detail: `Bad token ${simulatorKey}`, invalid_fields: 'odd' })
    const error = readError({ status: 400, headers: {}, text }, { apiKey: simulatorKey })
    expect(error.message).toBe('Bad token [redacted]')
  })
})
