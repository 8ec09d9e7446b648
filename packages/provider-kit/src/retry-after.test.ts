import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDuration } from './duration.ts'
import { retryAfter } from './retry-after.ts'

const now = Date.parse('2026-11-20T12:00:00Z')

describe('retryAfter', () => {
  const cases: readonly (readonly [string, Record<string, string>, number | undefined])[] = [
    ['seconds', { 'retry-after': '7' }, 7000],
    ['zero', { 'retry-after': '0' }, 0],
    ['a fraction of seconds', { 'retry-after': '0.25' }, 250],
    ['milliseconds, which are finer', { 'retry-after': '1', 'retry-after-ms': '432' }, 432],
    ['a date to come', { 'retry-after': 'Fri, 20 Nov 2026 12:00:30 GMT' }, 30_000],
    ['a date in the old form of RFC 850', { 'retry-after': 'Friday, 20-Nov-26 12:00:30 GMT' }, 30_000],
    ['a date that has passed', { 'retry-after': 'Fri, 20 Nov 2020 12:00:30 GMT' }, 0],
    ['a date of RFC 3339', { 'retry-after': '2026-11-20T12:00:05Z' }, 5000],
    ['less than nothing', { 'retry-after': '-5' }, 0],
    ['more than a timer can wait', { 'retry-after': '1000000000' }, 2_147_483_647],
    ['a duration', { 'retry-after': '1m0.5s' }, 60_500],
    ['garbage', { 'retry-after': 'soon' }, undefined],
    ['garbage with a number in it', { 'retry-after': 'in 5 minutes' }, undefined],
    ['an empty value', { 'retry-after': '' }, undefined],
    ['nothing', {}, undefined],
    [
      'the limit that is used up',
      { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' },
      360_000,
    ],
    [
      'no limit that has something left',
      { 'x-ratelimit-remaining-tokens': '9', 'x-ratelimit-reset-tokens': '6m0s' },
      undefined,
    ],
    [
      'the later of two limits',
      {
        'x-ratelimit-remaining-a': '0',
        'x-ratelimit-reset-a': '12ms',
        'x-ratelimit-remaining-b': '0',
        'x-ratelimit-reset-b': '2s',
      },
      2000,
    ],
    [
      'a reset after the name',
      { 'acme-ratelimit-tokens-remaining': '0', 'acme-ratelimit-tokens-reset': '2026-11-20T12:00:09Z' },
      9000,
    ],
    ['a reset in seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '33.5' }, 33_500],
    [
      'a reset as a moment in milliseconds',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 1500) },
      1500,
    ],
    [
      'a reset as a moment in seconds',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 3) },
      3000,
    ],
  ]
  it.each(cases)('reads %s', (_name, headers, expected) => {
    expect(retryAfter(headers, now)).toBe(expected)
  })

  it('gives a wait that a timer can take, or none, for any text', () => {
    const readable = fc.property(fc.string({ unit: 'binary' }), text => {
      const wait = retryAfter({ 'retry-after': text }, now)
      return wait === undefined || (Number.isInteger(wait) && wait >= 0 && wait <= 2_147_483_647)
    })
    expect(() => fc.assert(readable)).not.toThrow()
  })
})

describe('parseDuration', () => {
  it.each([
    ['1h2m3.5s', 3_723_500],
    ['12ms', 12],
    ['34.4s', 34_400],
    ['1d', 86_400_000],
    ['', undefined],
    ['5', undefined],
    ['5 apples', undefined],
  ])('%s', (text, expected) => expect(parseDuration(text)).toBe(expected))
})
