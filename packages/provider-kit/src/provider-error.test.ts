import { describe, expect, it } from 'vitest'
import { readErrorBody } from './error-body.ts'
import { errorFromStatus, readProviderError } from './provider-error.ts'

const failed = (status: number, text: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  text,
})
const json = (value: unknown): string => JSON.stringify(value)

describe('readErrorBody', () => {
  const shapes: readonly (readonly [string, string, object])[] = [
    [
      'a nested error',
      json({ error: { message: 'm', type: 't', param: 'p', code: 'c' } }),
      { message: 'm', type: 't', param: 'p', code: 'c' },
    ],
    [
      'nulls beside it',
      json({ error: { message: 'm', type: 't', param: null, code: null } }),
      { message: 'm', type: 't' },
    ],
    ['a numeric code', json({ error: { message: 'm', code: 402 } }), { message: 'm', code: '402' }],
    [
      'a type outside and inside',
      json({
        type: 'error',
        error: { type: 'overloaded_error', message: 'm', details: { error_code: 'x' } },
        request_id: 'req_1',
      }),
      { message: 'm', type: 'overloaded_error', code: 'x', requestId: 'req_1' },
    ],
    [
      'a status word',
      json({ error: { code: 429, message: 'm', status: 'RESOURCE_EXHAUSTED' } }),
      { message: 'm', code: '429', type: 'RESOURCE_EXHAUSTED' },
    ],
    ['a list of one', json([{ error: { code: 400, message: 'm' } }]), { message: 'm', code: '400' }],
    ['an error as text', json({ error: 'no such model' }), { message: 'no such model' }],
    ['an error as text with its code outside', json({ code: 'c', error: 'e' }), { message: 'e', code: 'c' }],
    [
      'a flat object',
      json({ object: 'error', message: 'm', type: 't', code: '3505' }),
      { message: 'm', type: 't', code: '3505' },
    ],
    ['a capital letter', json({ Message: 'm', __type: 'T' }), { message: 'm', type: 'T' }],
    ['a detail', json({ detail: 'Unauthorized' }), { message: 'Unauthorized' }],
    [
      'a list of details',
      json({ detail: [{ loc: ['body', 'model'], msg: 'missing', type: 'x' }] }),
      { message: 'body.model: missing' },
    ],
    ['a list of errors', json({ errors: [{ message: 'm' }] }), { message: 'm' }],
    [
      'a page',
      '<html><head><title>401 Authorization Required</title></head><body>x</body></html>',
      { message: '401 Authorization Required' },
    ],
    [
      'a page without a title',
      '<!doctype html><style>b{}</style><h1>Bad</h1>\n<p>gateway',
      { message: 'Bad gateway' },
    ],
    ['plain text', ' Not Found\n', { message: 'Not Found' }],
    ['broken JSON', '{"error": {', { message: '{"error": {' }],
    ['nothing', '', { message: '' }],
  ]
  it.each(shapes)('reads %s', (_name, text, expected) => {
    const { json: _, ...found } = readErrorBody(text)
    expect(found).toEqual(expected)
  })
})

describe('readProviderError', () => {
  const oai = (code: string | null, type = 'invalid_request_error'): string =>
    json({ error: { message: 'm', type, param: null, code } })
  const cases: readonly (readonly [number, string, object])[] = [
    [
      400,
      oai('invalid_type'),
      { code: 'invalid_request', origin: 'caller', recourse: 'none', billed: 'no', status: 400 },
    ],
    [400, oai('context_length_exceeded'), { code: 'context_length', origin: 'caller', recourse: 'other' }],
    [400, oai('content_policy_violation'), { code: 'content_filter', origin: 'caller' }],
    [401, oai(null), { code: 'auth', origin: 'provider' }],
    [401, oai('invalid_api_key'), { code: 'auth', origin: 'provider', recourse: 'other', status: 502 }],
    [402, oai(null), { code: 'quota', origin: 'provider', hint: expect.stringContaining('credit') }],
    [403, oai(null), { code: 'permission', origin: 'provider', recourse: 'other', status: 502 }],
    [
      404,
      oai('model_not_found'),
      { code: 'not_found', recourse: 'other', reason: 'unknown_model', status: 404 },
    ],
    [
      404,
      '<html><title>404</title></html>',
      { code: 'upstream', origin: 'provider', reason: 'unknown_path' },
    ],
    [408, '', { code: 'timeout' }],
    [409, oai(null), { code: 'conflict', origin: 'provider' }],
    [413, oai(null), { code: 'invalid_request', status: 413 }],
    [429, oai('rate_limit_exceeded', 'requests'), { code: 'rate_limit', recourse: 'same' }],
    [429, oai('insufficient_quota', 'insufficient_quota'), { code: 'quota', recourse: 'other' }],
    [500, oai(null, 'server_error'), { code: 'upstream', origin: 'provider', billed: 'unknown' }],
    [502, '<html><title>502 Bad Gateway</title></html>', { code: 'upstream', message: '502 Bad Gateway' }],
    [503, oai('server_is_overloaded'), { code: 'overloaded', billed: 'no' }],
    [529, '', { code: 'overloaded', message: 'The provider answered with status 529.' }],
  ]
  it.each(cases)('makes of a %i with %s', (status, text, expected) => {
    expect(readProviderError(failed(status, text))).toMatchObject(expected)
  })

  it("lets a plugin's own words go first", () => {
    const error = readProviderError(failed(429, oai('rate_limit_exceeded')), {
      rate_limit_exceeded: 'overloaded',
      '429': 'quota',
    })
    expect(error.code).toBe('overloaded')
    expect(readProviderError(failed(429, oai(null)), { '429': 'quota' }).code).toBe('quota')
  })

  it('keeps what the vendor said, for logs and for the same dialect', () => {
    const text = json({ error: { message: 'm', type: 't', param: 'messages', code: 'c' } })
    const error = readProviderError(failed(429, text, { 'x-request-id': 'req_9', 'retry-after': '2' }))
    expect(error.upstream).toEqual({
      status: 429,
      code: 'c',
      type: 't',
      param: 'messages',
      requestId: 'req_9',
    })
    expect([error.retryAfterMs, error.param]).toEqual([2000, 'messages'])
  })

  it('does not show callers what a vendor quotes of a refused key', () => {
    const error = readProviderError(
      failed(401, json({ error: { message: 'Incorrect API key provided: sk-s****cret' } })),
    )
    expect(JSON.stringify(error)).not.toContain('cret')
    expect((error.cause as Error).message).toContain('cret')
  })

  it("takes a vendor's own word for a refused key for the operator's key, too", () => {
    const words = { bad_key: 'auth', not_yours: { code: 'permission', hint: 'Ask the vendor.' } } as const
    expect(errorFromStatus(401, { message: 'm', code: 'bad_key' }, words)).toMatchObject({
      origin: 'provider',
      recourse: 'other',
      status: 502,
      hint: "Check the account's credentials.",
    })
    expect(errorFromStatus(200, { message: 'm', code: 'not_yours' }, words)).toMatchObject({
      origin: 'provider',
      hint: 'Ask the vendor.',
    })
  })

  it('makes a failure of an error in a good answer', () => {
    expect(errorFromStatus(200, { message: 'boom' })).toMatchObject({
      code: 'upstream',
      origin: 'provider',
      status: 502,
    })
    expect(errorFromStatus(200, { message: 'boom', code: 'rate_limit_exceeded' }).code).toBe('rate_limit')
    expect(errorFromStatus(200, { message: 'boom', code: '503' }).code).toBe('overloaded')
    expect(errorFromStatus(200, { message: 'boom', type: 'authentication_error' }).origin).toBe('provider')
  })
})
